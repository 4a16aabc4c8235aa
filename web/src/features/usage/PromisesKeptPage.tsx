// How what was promised to the school was kept: week by week, with what happened where a room was not there, before the school asks.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCan } from "../../api/permissions";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page, Section } from "../../ui/page";
import { More } from "../../ui/table";
import { BreachList } from "../breaches/Breaches";
import { breaches } from "../breaches/queries";
import { Ledger } from "../promises/Ledger";
import { ledgerMessages } from "../promises/ledger.messages";
import { ledger } from "../promises/queries";
import { usageMessages } from "./messages";
import { UsageTabs } from "./UsageTabs";

export function PromisesKeptPage() {
  const words = useMessages(usageMessages);
  const kept = useMessages(ledgerMessages);
  const query = useQuery(ledger());
  return (
    <Page title={words.usage}>
      <UsageTabs current="promises" />
      <div className="bar">
        <p className="quiet grow">{kept.text}</p>
        <Csv path="/v1/promises/ledger" query={{}} name="promises" />
      </div>
      <Loaded query={query} rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty drawing="bell" title={kept.none}>
              <p>{kept.noneText}</p>
            </Empty>
          ) : (
            <div className="stack">
              <Ledger weeks={items} />
              <Why />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

/** Each room that was not there when the bell rang, in the service's own sentence. */
function Why() {
  const kept = useMessages(ledgerMessages);
  const query = useInfiniteQuery({ ...breaches({ found: "broken" }), enabled: useCan("orders:read") });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={kept.why}>
      <BreachList items={items} />
      <More query={query} />
    </Section>
  );
}
