// Orders that are placed on a cluster, those that need attention first.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ClusterView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { More } from "../../ui/table";
import { PlatformOrderList } from "../platform/PlatformOrderList";
import { platformOrders } from "../platform/queries";
import { clustersMessages } from "./messages";

export function ClusterOrders({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(clustersMessages);
  const query = useInfiniteQuery(platformOrders({ cluster_id: cluster.id, sort: "attention" }));
  return (
    <>
      <Loaded query={query}>
        {(data) => {
          const found = data.pages.flatMap((page) => page.items);
          return found.length > 0 ? <PlatformOrderList orders={found} /> : <p className="quiet">{words.noOrders}</p>;
        }}
      </Loaded>
      <More query={query} />
    </>
  );
}
