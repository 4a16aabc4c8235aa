import { expect, test } from "vitest";
import { readAddress } from "../../ui/address";
import { AUDIT_ADDRESS, AUDIT_TYPES, auditAsked, EVERYTHING } from "./audit";

test("days are the school's, from the first moment of one to the last of the other", () => {
  const address = { ...EVERYTHING, type: "order.created" as const, from: "2026-09-07", to: "2026-09-08" };
  expect(auditAsked(address, "Asia/Shanghai")).toEqual({
    type: "order.created",
    subject: "",
    actor: "",
    from: "2026-09-06T16:00:00.000Z",
    to: "2026-09-08T16:00:00.000Z",
  });
  expect(auditAsked(EVERYTHING, "Asia/Shanghai")).toEqual({ type: "", subject: "", actor: "" });
});

test("what happens to the platform alone is nothing a school can choose", () => {
  expect(AUDIT_TYPES).toContain("member.added");
  expect(AUDIT_TYPES).not.toContain("cluster.cordoned");
  expect(readAddress(AUDIT_ADDRESS, "?type=cluster.cordoned&from=yesterday")).toEqual(EVERYTHING);
  expect(readAddress(AUDIT_ADDRESS, "?type=member.added&to=2026-09-08")).toEqual({
    ...EVERYTHING,
    type: "member.added",
    to: "2026-09-08",
  });
});
