// A question about capacity: the body that a form makes of what was typed, and the fields that errors of the API find. Pure, but for the asking.
import { useMutation } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import type { ClusterView, WhatIf } from "../../api/schema.gen";
import { numberOf, textOf } from "../../ui/fields";
import { poolsIn } from "./what-if-pools";

export function useAskWhatIf() {
  return useMutation({ mutationFn: (body: WhatIf) => read(client.POST("/v1/capacity/what-if", { body })) });
}

/** Where the changes of one cluster are typed. */
export const nodesOf = (cluster: string) => `${cluster}/nodes`;
export const lostOf = (cluster: string) => `${cluster}/lost`;

/** Fewer nodes are typed with a minus. What is no number is sent as it was typed: the API refuses it. */
function change(form: FormData, cluster: string): number | undefined {
  const text = textOf(form, nodesOf(cluster)).replace("−", "-");
  if (text === "" || text === "0") return undefined;
  return /^[+-]?\d+$/.test(text) ? Number(text) : (text as unknown as number);
}

/** From the midnight, where the reader is, at which everything begins to change, for the days that are looked at. */
export function bodyOf(form: FormData, clusters: readonly Pick<ClusterView, "id">[]): WhatIf {
  const from = new Date(`${textOf(form, "/from")}T00:00:00`);
  const days = numberOf(form, "/days") ?? 28;
  const to = new Date(from);
  to.setDate(to.getDate() + Number(days));
  const percent = numberOf(form, "/grow/0/percent");
  const region = textOf(form, "/grow/0/region");
  const body: WhatIf = { from: from.toISOString(), to: to.toISOString(), grow: [], lose: [], add: [] };
  if (percent !== undefined && percent !== 100) body.grow?.push({ percent, ...(region ? { region } : {}) });
  for (const { id } of clusters) {
    const nodes = change(form, id);
    if (form.get(lostOf(id)) !== null) body.lose?.push({ cluster_id: id });
    else if (nodes !== undefined && nodes < 0) body.lose?.push({ cluster_id: id, nodes: -nodes });
    else if (nodes !== undefined) body.add?.push({ cluster_id: id, nodes });
  }
  return { ...body, ...poolsIn(form) };
}
