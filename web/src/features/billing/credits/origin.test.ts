import { expect, test } from "vitest";
import { originOf } from "./origin";

const uuid = "01994c1e-0000-7000-8000-000000000001";
const papers = [
  { id: "inv_1", number: "HR-000001", kind: "invoice" },
  { id: "inv_2", number: "HR-000002", kind: "credit_note" },
  { id: "inv_3", number: null, kind: "invoice" },
];

test("a reason that names something is known by what it names", () => {
  expect(originOf(`promise:ord_${uuid}`, [])).toEqual({ from: "promise", order: `ord_${uuid}` });
  expect(originOf(`inv_${uuid}`, papers)).toEqual({ from: "month", invoice: `inv_${uuid}` });
  expect(originOf(`pay_${uuid}`, papers)).toEqual({ from: "surplus" });
  expect(originOf("HR-000001", papers)).toEqual({ from: "surplus", invoice: "inv_1", number: "HR-000001" });
  expect(originOf("HR-000002", papers)).toEqual({ from: "note", invoice: "inv_2", number: "HR-000002" });
});

test("any other reason is in the words of whoever granted it", () => {
  for (const reason of ["Two lessons did not take place", "inv_ited for a trial", "HR-000009"])
    expect(originOf(reason, papers)).toEqual({ from: "grant" });
});
