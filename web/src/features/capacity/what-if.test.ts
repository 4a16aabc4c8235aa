import { describe, expect, test } from "vitest";
import { bodyOf, fieldsOf } from "./what-if";

const CLUSTERS = ["cls_a", "cls_b", "cls_c"].map((id) => ({ id, region: "cn-beijing" }));

function typed(fields: Record<string, string>): FormData {
  const form = new FormData();
  form.set("/from", "2026-09-07");
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe("a question about capacity", () => {
  test("says only what changes", () => {
    const body = bodyOf(
      typed({ "/grow/0/percent": "100", "/days": "7", "cls_a/nodes": "0", "cls_b/nodes": "" }),
      CLUSTERS,
    );
    expect(body).toMatchObject({ grow: [], lose: [], add: [] });
    expect(new Date(body.to ?? 0).getTime() - new Date(body.from ?? 0).getTime()).toBe(7 * 24 * 3_600_000);
  });

  test("takes whose demand it is, what rooms need, when they come up, and a further cluster before all others", () => {
    const growth = { "/grow/0/percent": "200", "/grow/0/kind": "class", "/grow/0/tenant_id": "ten_a" };
    const sizes = { "/resize/0/kind": "lecture", "/resize/0/percent": "150" };
    const rooms = { ...sizes, "/lead/0/minutes": "20", "/lead/0/kind": "" };
    const nodes = { "cls_a/nodes": "1", "further/like": "cls_b", "further/nodes": "12", "further/region": "" };
    expect(bodyOf(typed({ ...growth, ...rooms, ...nodes }), CLUSTERS)).toMatchObject({
      grow: [{ percent: 200, kind: "class", tenant_id: "ten_a" }],
      resize: [{ kind: "lecture", percent: 150 }],
      lead: [{ minutes: 20 }],
      add: [
        { cluster_id: "cls_b", nodes: 12, region: "cn-beijing" },
        { cluster_id: "cls_a", nodes: 1 },
      ],
    });
    const nothing = { "/resize/0/kind": "class", "/resize/0/percent": "", "further/like": "cls_a" };
    const unchanged = bodyOf(typed(nothing), CLUSTERS);
    expect([unchanged.resize, unchanged.lead, unchanged.add]).toEqual([undefined, undefined, []]);
  });

  test("takes several growths, each at its place, and none behind the last that changes something", () => {
    const second = { "/grow/1/percent": "300", "/grow/1/region": "cn-beijing" };
    const fields = { "/grow/0/percent": "", ...second, "/grow/2/percent": "100", "/grow/2/kind": "class" };
    const body = bodyOf(typed(fields), CLUSTERS);
    expect(body.grow).toEqual([{ percent: 100 }, { percent: 300, region: "cn-beijing" }]);
    expect(fieldsOf(body)).toContain("/grow/1/tenant_id");
    expect(fieldsOf(body)).not.toContain("/grow/2/percent");
  });

  test("has a field for what is added first only where that is a further cluster", () => {
    const further = { "further/like": "cls_b", "further/nodes": "12" };
    expect(fieldsOf(bodyOf(typed({ ...further, "cls_a/nodes": "1" }), CLUSTERS))).toContain("/add/0/nodes");
    expect(fieldsOf(bodyOf(typed({ "cls_a/nodes": "1" }), CLUSTERS))).not.toContain("/add/0/nodes");
    expect(fieldsOf(undefined)).not.toContain("/add/0/region");
  });

  test("takes more, fewer and no nodes of each cluster", () => {
    const fields = { "cls_a/nodes": "+3", "cls_b/nodes": "−2", "cls_c/nodes": "5", "cls_c/lost": "on" };
    const body = bodyOf(typed({ "/grow/0/percent": "3000", "/grow/0/region": "cn-beijing", ...fields }), CLUSTERS);
    expect(body).toMatchObject({
      grow: [{ percent: 3000, region: "cn-beijing" }],
      add: [{ cluster_id: "cls_a", nodes: 3 }],
      lose: [{ cluster_id: "cls_b", nodes: 2 }, { cluster_id: "cls_c" }],
    });
  });
});
