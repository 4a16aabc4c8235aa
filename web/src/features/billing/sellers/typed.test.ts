import { expect, test } from "vitest";
import { percentOf, ppmOf, typedSeller } from "./typed";

test("a rate is typed in percent", () => {
  expect(ppmOf("6")).toBe(60_000);
  expect(ppmOf("5.5 %")).toBe(55_000);
  expect(ppmOf("0.0001")).toBe(1);
  expect(percentOf(60_000)).toBe("6");
  expect(percentOf(55_500)).toBe("5.55");
  expect(percentOf(0)).toBe("0");
});

test("what is no rate goes as it was typed", () => {
  for (const typed of ["six", "-6", "6,5"]) expect(ppmOf(typed)).toBe(typed);
  // Finer than the API has it.
  expect(ppmOf("6.00001")).toBe("60000.1");
});

test("numbers that were left empty are left to the API", () => {
  const form = new FormData();
  form.set("/number_prefix", " HR- ");
  form.set("/address", "1 Road\r\nBeijing");
  form.set("/chase_from", "100");
  const typed = typedSeller(form);
  expect(typed).toMatchObject({ number_prefix: "HR-", address: "1 Road\nBeijing", chase_from: 100, approval: false });
  expect(typed).not.toHaveProperty("tax_rate_ppm");
  expect(typed).not.toHaveProperty("days_until_due");
});
