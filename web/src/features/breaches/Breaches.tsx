// Rooms that were not ready in time: what happened, in the API's sentence, and what was credited for it. Nothing where nothing happened.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Breach } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { useMoney } from "../../ui/money";
import { Section } from "../../ui/page";
import { Shape } from "../../ui/status";
import { More } from "../../ui/table";
import css from "./breaches.module.css";
import { breachMessages } from "./messages";
import { breaches } from "./queries";

interface BreachesProps {
  /** Of this order; otherwise those that were credited, whichever order's. */
  order?: string;
}

export function Breaches({ order }: BreachesProps) {
  const words = useMessages(breachMessages);
  const query = useInfiniteQuery(breaches(order ? { order_id: order } : { found: "broken" }));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = items.filter((one) => one.found !== "kept" && (order !== undefined || one.credited_minor > 0));
  if (shown.length === 0) return null;
  return (
    <Section title={words.title}>
      <BreachList items={shown} />
      <More query={query} />
    </Section>
  );
}

/** A view. */
export function BreachList({ items }: { items: readonly Breach[] }) {
  const money = useMoney();
  const words = useMessages(breachMessages);
  const outcome = (one: Breach) => {
    if (one.credited_minor > 0) return `${words.credited(money(one.credited_minor, one.currency))} ${words.used}`;
    if (one.found === "unknown") return words.unknown;
    return one.found === "late" ? words.notCredited : words.noRule;
  };
  return (
    <ul className={css["list"]}>
      {items.map((one) => (
        <li key={one.id}>
          <Shape state={one.found === "unknown" ? "unknown" : "missed"} />
          <span>
            {one.message}
            <br />
            <span className="small quiet">
              {one.title} · {outcome(one)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
