// The orders that have booked something of a cluster now: what adds up to its load.
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNow } from "../../api/clock";
import type { ClusterView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Bookings } from "../capacity/CellOpened";
import { bookings } from "../capacity/queries";
import { clustersMessages } from "./messages";

const SLOT_MS = 300_000;

export function ClusterOrders({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(clustersMessages);
  const at = new Date(useNow(SLOT_MS)).toISOString();
  const view = useSuspenseQuery(bookings(cluster.id, { at, resource: "node_share" })).data;
  if (view.orders === 0) return <p className="quiet">{words.noOrders}</p>;
  return <Bookings cluster={cluster.id} at={at} resource="node_share" />;
}
