// How many are on a version of a plan: what whoever adds another one should know. Views, but for what they ask.
import { useQuery } from "@tanstack/react-query";
import type { PlanVersionUse } from "../../../api/schema.gen";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Strip } from "../../../ui/strip";
import { planUse } from "../queries";
import { plansMessages } from "./messages";

/** Of one version. */
export function VersionUse({ use: of }: { use: PlanVersionUse | undefined }) {
  const words = useMessages(plansMessages);
  const format = useFormat();
  if (!of) return null;
  const ahead = of.tenants_ahead > 0 && words.ahead(format.count(of.tenants_ahead));
  return (
    <p className="small quiet">
      {[words.tenants(format.count(of.tenants)), ahead, words.orders(format.count(of.orders))]
        .filter(Boolean)
        .join(" · ")}
    </p>
  );
}

/** Of all versions together, before another is added: it moves none of them. */
export function MovesNobody({ plan }: { plan: string }) {
  const words = useMessages(plansMessages);
  const format = useFormat();
  const { data } = useQuery(planUse(plan));
  if (!data) return null;
  const sum = (count: (one: PlanVersionUse) => number) => data.versions.reduce((all, one) => all + count(one), 0);
  return (
    <Strip state="scheduled">
      {words.movesNobody(format.count(sum((one) => one.tenants)), format.count(sum((one) => one.orders)))}
    </Strip>
  );
}
