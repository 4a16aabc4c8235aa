// What happened to an order.
import { useQuery } from "@tanstack/react-query";
import type { OrderView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Section } from "../../ui/page";
import { History } from "./History";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";
import { orderEvents } from "./queries";

export function OrderHistoryPage() {
  return <OrderFrame tab="history">{(order) => <OrderHistory order={order} />}</OrderFrame>;
}

function OrderHistory({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const events = useQuery(orderEvents(order.id));
  return (
    <Section title={words.whatHappened}>
      <Loaded query={events} rows={8}>
        {(found) => <History events={found} />}
      </Loaded>
    </Section>
  );
}
