import { describe, expect, test } from "vitest";
import { bodyOf } from "./what-if";

const CLUSTERS = [{ id: "cls_a" }, { id: "cls_b" }, { id: "cls_c" }];

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
