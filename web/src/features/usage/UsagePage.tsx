// The quota: what is in use now, and the highest that is booked.
import { useQuery } from "@tanstack/react-query";
import type { QuotaUsage } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Facts, Page, Section } from "../../ui/page";
import { usageMessages } from "./messages";
import { quotaUsage } from "./queries";
import { Quota } from "./Quota";
import css from "./usage.module.css";

export function UsagePage() {
  const words = useMessages(usageMessages);
  const quota = useQuery(quotaUsage());
  return (
    <Page title={words.usage}>
      <div className="stack">
        <Section title={words.quota}>
          <Loaded query={quota} rows={3}>
            {(found) => <Limits quota={found} />}
          </Loaded>
        </Section>
      </div>
    </Page>
  );
}

function Limits({ quota }: { quota: QuotaUsage }) {
  const words = useMessages(usageMessages);
  const format = useFormat();
  return (
    <div className={css["rulers"]}>
      <Quota quota={quota} />
      <Facts
        facts={[
          [words.liveOrders, words.ofLimit(format.count(quota.live_orders.now), format.count(quota.live_orders.limit))],
          [words.perOrder, format.count(quota.rooms_per_order.limit)],
        ]}
      />
    </div>
  );
}
