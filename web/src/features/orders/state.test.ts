import { describe, expect, it } from "vitest";
import type { ConditionView } from "../../api/schema.gen";
import { needsSomebody, orderState, telling } from "./state";

function ready(status: string, reason: string, type = "Ready"): ConditionView {
  return { type, status, reason, params: {}, message: reason, since: "2026-11-24T00:00:00Z" } as ConditionView;
}
const admitted = ready("true", "FitsQuotaAndCapacity", "Admitted");
const order = (over: object) => ({ phase: "active" as const, conditions: [admitted], cancelled_at: null, ...over });

describe("the shape of an order", () => {
  it("follows what its rooms are said to do", () => {
    const shape = (status: string, reason: string) =>
      orderState(order({ conditions: [admitted, ready(status, reason)] }));
    expect(shape("true", "RoomsAvailable")).toBe("ready");
    expect(shape("true", "NoRoomWanted")).toBe("scheduled");
    expect(shape("false", "NotYetDue")).toBe("scheduled");
    expect(shape("false", "WaitsForPurchaseOrder")).toBe("scheduled");
    expect(shape("false", "RoomsStarting")).toBe("warming");
    expect(shape("false", "WaitsForNode")).toBe("missed");
    expect(shape("false", "SomethingThatIsNewHere")).toBe("missed");
    expect(shape("unknown", "ClusterUnreachable")).toBe("unknown");
  });

  it("is that of its end once it ends, whatever its rooms do", () => {
    const conditions = [admitted, ready("false", "NodeLost")];
    expect(orderState(order({ conditions, phase: "terminating" }))).toBe("ended");
    expect(orderState(order({ conditions, cancelled_at: "2026-11-24T00:00:00Z", phase: "terminating" }))).toBe(
      "cancelled",
    );
    expect(orderState(order({ conditions, phase: "suspended" }))).toBe("suspended");
    expect(orderState(order({ conditions, phase: "released" }))).toBe("ended");
  });

  it("says the trouble of rooms before anything else", () => {
    const made = ready("false", "ObjectsNotAsPlanned", "Provisioned");
    expect(telling([admitted, made, ready("false", "NodeLost")])?.reason).toBe("NodeLost");
    expect(telling([admitted, made])?.reason).toBe("ObjectsNotAsPlanned");
    expect(needsSomebody(order({ conditions: [made] }))).toBe(true);
    expect(needsSomebody(order({ conditions: [ready("false", "RoomsStarting")] }))).toBe(false);
  });
});
