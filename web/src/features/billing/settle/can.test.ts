import { expect, test } from "vitest";
import { actsOn } from "./can";

const invoice = { kind: "invoice", status: "issued", paid_minor: 0, credited_minor: 0 };

test("each state allows what the API would take", () => {
  expect(actsOn({ ...invoice, status: "draft" })).toEqual(["issue"]);
  expect(actsOn(invoice)).toEqual(["pay", "note", "void", "writeOff"]);
  expect(actsOn({ ...invoice, status: "paid", paid_minor: 500 })).toEqual(["pay", "note"]);
  for (const status of ["void", "uncollectible", "of another day"]) expect(actsOn({ ...invoice, status })).toEqual([]);
});

test("what was settled in part is not voided", () => {
  expect(actsOn({ ...invoice, paid_minor: 1 })).toEqual(["pay", "note", "writeOff"]);
  expect(actsOn({ ...invoice, credited_minor: 1 })).toEqual(["pay", "note", "writeOff"]);
});

test("nothing is done to a credit note", () => {
  expect(actsOn({ ...invoice, kind: "credit_note", status: "paid" })).toEqual([]);
});
