import fc from "fast-check";
import { expect, test } from "vitest";
import { digitsOf, majorOf, minorOf, moneyIn, shifted } from "./money";

test("an amount has the digits of its currency, in both languages", () => {
  const [en, zh] = [moneyIn("en"), moneyIn("zh-CN")];
  expect([en(156_075, "CNY"), zh(156_075, "CNY")]).toEqual(["CN¥1,560.75", "¥1,560.75"]);
  expect(en(12_900, "JPY")).toBe("JP¥12,900");
  expect(en(12_900, "KWD").replace(/\s/g, " ")).toBe("KWD 12.900");
  expect(en(-5, "EUR")).toBe("-€0.05");
  expect(en(0, "CNY")).toBe("CN¥0.00");
});

test("currencies whose coins are gone keep the digits that their amounts have", () => {
  expect([digitsOf("HUF"), digitsOf("IDR"), digitsOf("IQD"), digitsOf("JPY"), digitsOf("CNY")]).toEqual([
    2, 2, 3, 0, 2,
  ]);
  expect(moneyIn("en")(12_900, "HUF").replace(/\s/g, " ")).toBe("HUF 129.00");
});

test("a unit's price is shown whole, and the largest amount to the cent", () => {
  expect(moneyIn("en")("4.5", "CNY")).toBe("CN¥0.045");
  expect(moneyIn("en")("0.12345678", "CNY")).toBe("CN¥0.0012345678");
  expect(moneyIn("en")(Number.MAX_SAFE_INTEGER, "CNY")).toBe("CN¥90,071,992,547,409.91");
  expect(moneyIn("en")(Number.MAX_SAFE_INTEGER - 1, "CNY")).toBe("CN¥90,071,992,547,409.90");
});

test("what is typed comes back as it was, whatever the digits", () => {
  const typed = fc.tuple(fc.nat(), fc.nat({ max: 99_999_999 })).map(([whole, part]) => {
    const text = `${whole}.${String(part).padStart(8, "0")}`.replace(/\.?0+$/, "");
    return text === "" ? "0" : text;
  });
  fc.assert(
    fc.property(typed, fc.constantFrom("CNY", "JPY", "KWD"), (text, currency) => {
      const plain = shifted(text, 0);
      expect(majorOf(minorOf(text, currency), currency)).toBe(plain);
    }),
  );
  expect([minorOf("129", "CNY"), minorOf("0.045", "CNY"), minorOf("5", "JPY")]).toEqual(["12900", "4.5", "5"]);
  expect(minorOf("1,5", "CNY")).toBe("1,5");
});
