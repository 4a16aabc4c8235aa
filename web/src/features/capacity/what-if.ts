// A question about capacity: the body that a form makes of what was typed, and the fields that errors of the API find. Pure, but for the asking.
import { useMutation } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import type { ClusterView, WhatIf } from "../../api/schema.gen";
import { numberOf, textOf } from "../../ui/fields";
import { poolsIn } from "./what-if-pools";

type Asked = Pick<ClusterView, "id" | "region">;

export function useAskWhatIf() {
  return useMutation({ mutationFn: (body: WhatIf) => read(client.POST("/v1/capacity/what-if", { body })) });
}

/** Where the changes of one cluster are typed. */
export const nodesOf = (cluster: string) => `${cluster}/nodes`;
export const lostOf = (cluster: string) => `${cluster}/lost`;

/** Where a cluster is described that is not there yet. */
export const FURTHER = { like: "further/like", nodes: "further/nodes", region: "further/region" } as const;

type Added = NonNullable<WhatIf["add"]>[number];
type Grown = NonNullable<WhatIf["grow"]>[number];

/** As many as a question may have. */
export const GROWTHS_MAX = 20;

const FIELDS = ["/to", "/resize/0/percent", "/lead/0/minutes"];
const OF_FURTHER = ["/add/0/nodes", "/add/0/region"];

/** The pointers into what was asked that have a field of their own. A further cluster, which alone has a region, is the first that is added. */
export function fieldsOf(asked: WhatIf | undefined): string[] {
  const growths = (asked?.grow ?? []).flatMap((_, n) => [`/grow/${n}/percent`, `/grow/${n}/tenant_id`]);
  return [...FIELDS, ...growths, ...(asked?.add?.[0]?.region ? OF_FURTHER : [])];
}

/** A cluster of its own; without a region where the one is that its nodes are like. */
function further(form: FormData, clusters: readonly Asked[]): Added | undefined {
  const [id, nodes] = [textOf(form, FURTHER.like), numberOf(form, FURTHER.nodes)];
  if (nodes === undefined) return undefined;
  const region = textOf(form, FURTHER.region) || clusters.find((cluster) => cluster.id === id)?.region;
  return { cluster_id: id, nodes, ...(region ? { region } : {}) };
}

/** Fewer nodes are typed with a minus. What is no number is sent as it was typed: the API refuses it. */
function change(form: FormData, cluster: string): number | undefined {
  const text = textOf(form, nodesOf(cluster)).replace("−", "-");
  if (text === "" || text === "0") return undefined;
  return /^[+-]?\d+$/.test(text) ? Number(text) : (text as unknown as number);
}

/** Whose demand grows; without any name all of it. */
function whose(form: FormData, n: number): Pick<Grown, "region" | "kind" | "tenant_id"> {
  const named = (name: string) => textOf(form, `/grow/${n}/${name}`);
  const [region, kind, tenant_id] = [named("region"), named("kind"), named("tenant_id")];
  return { ...(region ? { region } : {}), ...(kind ? { kind } : {}), ...(tenant_id ? { tenant_id } : {}) };
}

/** Each keeps its place, where its errors find it: one that changes nothing is left out only behind the last that does. */
function growthsIn(form: FormData): Grown[] {
  const typed = [...form.keys()].filter((name) => /^\/grow\/\d+\/percent$/.test(name)).length;
  const growths = Array.from({ length: typed }, (_, n) => ({
    percent: numberOf(form, `/grow/${n}/percent`) ?? 100,
    ...whose(form, n),
  }));
  return growths.slice(0, growths.findLastIndex(({ percent }) => percent !== 100) + 1);
}

/** What of a kind's rooms is another: their size, and when they come up. */
function roomsOf(form: FormData): Pick<WhatIf, "resize" | "lead"> {
  const [percent, minutes] = [numberOf(form, "/resize/0/percent"), numberOf(form, "/lead/0/minutes")];
  const [sized, kind] = [textOf(form, "/resize/0/kind"), textOf(form, "/lead/0/kind")];
  return {
    ...(percent === undefined || percent === 100 ? {} : { resize: [{ kind: sized, percent }] }),
    ...(minutes === undefined ? {} : { lead: [{ minutes, ...(kind ? { kind } : {}) }] }),
  };
}

/** From the midnight, where the reader is, at which everything begins to change, for the days that are looked at. */
export function bodyOf(form: FormData, clusters: readonly Asked[]): WhatIf {
  const from = new Date(`${textOf(form, "/from")}T00:00:00`);
  const days = numberOf(form, "/days") ?? 28;
  const to = new Date(from);
  to.setDate(to.getDate() + Number(days));
  const more = further(form, clusters);
  const add = more ? [more] : [];
  const body: WhatIf = { from: from.toISOString(), to: to.toISOString(), grow: growthsIn(form), lose: [], add };
  for (const { id } of clusters) {
    const nodes = change(form, id);
    if (form.get(lostOf(id)) !== null) body.lose?.push({ cluster_id: id });
    else if (nodes !== undefined && nodes < 0) body.lose?.push({ cluster_id: id, nodes: -nodes });
    else if (nodes !== undefined) body.add?.push({ cluster_id: id, nodes });
  }
  return { ...body, ...roomsOf(form), ...poolsIn(form) };
}
