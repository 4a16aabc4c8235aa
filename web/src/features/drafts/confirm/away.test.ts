import { expect, test } from "vitest";
import { tellAway, toldAway } from "./away";

test("what came of several orders is told of each until it is closed, and of one the last", () => {
  tellAway("drf_1", { draft: "drf_1", name: "Spring", amends: false, why: "cn-beijing: 2 rooms too many." });
  tellAway("drf_2", { draft: "drf_2", name: "Summer", amends: false, order: "ord_2" });
  tellAway("drf_1", { draft: "drf_1", name: "Spring", amends: false, order: "ord_1" });
  expect(toldAway().map(({ draft, order, why }) => [draft, order, why])).toEqual([
    ["drf_2", "ord_2", undefined],
    ["drf_1", "ord_1", undefined],
  ]);
  tellAway("drf_2");
  expect(toldAway().map(({ draft }) => draft)).toEqual(["drf_1"]);
  tellAway("drf_1");
  expect(toldAway()).toEqual([]);
});
