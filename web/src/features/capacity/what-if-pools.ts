// Storage pools in a question about capacity: where their changes are typed, what the form makes of them, and the fields that errors of the API find. Pure.
import type { WhatIf } from "../../api/schema.gen";
import { numberOf } from "../../ui/fields";

const MIB_OF_A_GIB = 1024;

export const MEASURES = ["bandwidth_mbit", "space_mib"] as const;
export type Measure = (typeof MEASURES)[number];
type Sizes = Partial<Record<Measure, number>>;

/** Where the size of a pool that is there is typed, of one more in a cluster, and that one is lost. */
export const sizeOf = (pool: string, measure: Measure) => `pool/${pool}/${measure}`;
export const moreIn = (cluster: string, measure: Measure) => `pool-in/${cluster}/${measure}`;
export const poolLostOf = (pool: string) => `pool/${pool}/lost`;

/** Space is typed in GiB. What is no number is sent as it was typed: the API refuses it at its field. */
function sizesIn(form: FormData, at: (measure: Measure) => string): Sizes {
  const sizes: Sizes = {};
  for (const measure of MEASURES) {
    const typed = numberOf(form, at(measure));
    if (typed === undefined) continue;
    sizes[measure] = measure === "space_mib" && typeof typed === "number" ? typed * MIB_OF_A_GIB : typed;
  }
  return sizes;
}

const NOTHING = "" as unknown as number;

/** Only what changes. One more has both sizes: one that was left out is refused at its field. */
export function poolsIn(form: FormData): Pick<WhatIf, "lose_pools" | "resize_pools" | "add_pools"> {
  const named = (kind: string) =>
    [
      ...new Set([...form.keys()].map((name) => name.split("/")).map(([first, id = ""]) => (first === kind ? id : ""))),
    ].filter(Boolean);
  const pools = named("pool");
  const lost = pools.filter((id) => form.get(poolLostOf(id)) !== null);
  const resized = pools
    .filter((id) => !lost.includes(id))
    .map((id) => ({ pool_id: id, ...sizesIn(form, (measure) => sizeOf(id, measure)) }))
    .filter((one) => MEASURES.some((measure) => measure in one));
  const added = named("pool-in")
    .map((id) => ({ cluster_id: id, sizes: sizesIn(form, (measure) => moreIn(id, measure)) }))
    .filter(({ sizes }) => MEASURES.some((measure) => measure in sizes))
    .map(({ cluster_id, sizes }) => ({ cluster_id, bandwidth_mbit: NOTHING, space_mib: NOTHING, ...sizes }));
  return {
    ...(lost.length > 0 ? { lose_pools: lost.map((pool_id) => ({ pool_id })) } : {}),
    ...(resized.length > 0 ? { resize_pools: resized } : {}),
    ...(added.length > 0 ? { add_pools: added } : {}),
  };
}

/** The pointer into what was asked, by field. */
export function poolFields(asked: WhatIf | undefined): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const measure of MEASURES) {
    asked?.resize_pools?.forEach((one, n) => fields.set(sizeOf(one.pool_id, measure), `/resize_pools/${n}/${measure}`));
    asked?.add_pools?.forEach((one, n) => fields.set(moreIn(one.cluster_id, measure), `/add_pools/${n}/${measure}`));
  }
  return fields;
}
