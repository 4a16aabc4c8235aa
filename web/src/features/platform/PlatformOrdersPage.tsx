// Orders of all institutions. What narrows and sorts the list stands in the address.
import { useInfiniteQuery } from "@tanstack/react-query";
import { choice, text, useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useCounted } from "../../ui/counted";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { platformMessages } from "./messages";
import { PlatformOrderList } from "./PlatformOrderList";
import { NARROWED, type OrdersFilter, PHASES, PlatformOrdersBar, SORTS } from "./PlatformOrdersBar";
import { platformOrders } from "./queries";

const ADDRESS = {
  q: text(),
  ready: choice(["", "false", "true"], ""),
  phase: choice(["", ...PHASES], ""),
  kind: text(),
  region: text(),
  reason: text(),
  fix_by: choice(["", "operator", "school", "nobody"], ""),
  tenant: text(),
  cluster: text(),
  sort: choice(SORTS, "attention"),
};

/** What clears the filters and leaves the sort. */
const NOTHING = {
  q: "",
  ready: "",
  phase: "",
  kind: "",
  region: "",
  reason: "",
  fix_by: "",
  tenant: "",
  cluster: "",
} as const satisfies Omit<OrdersFilter, "sort">;

export function PlatformOrdersPage() {
  const words = useMessages(platformMessages);
  const [{ tenant, cluster, ...address }, set] = useAddress(ADDRESS);
  const ready = address.ready === "" ? "" : address.ready === "true";
  const query = useInfiniteQuery(platformOrders({ ...address, ready, tenant_id: tenant, cluster_id: cluster }));
  const filter = { ...address, tenant, cluster };
  const narrowed = NARROWED.some((name) => filter[name] !== "");
  const clear = () => set(NOTHING);
  const counted = useCounted(query.data?.pages[0], words.total, words.totalAtLeast);
  return (
    <Page title={words.orders} sub={counted}>
      <PlatformOrdersBar filter={filter} onChange={set} {...(narrowed ? { onClear: clear } : {})} />
      <Loaded query={query} rows={12}>
        {(data) => {
          const found = data.pages.flatMap((page) => page.items);
          if (found.length > 0) return <PlatformOrderList orders={found} />;
          return (
            <Empty drawing="desk" title={narrowed ? words.noOrders : words.noOrdersYet}>
              <p>{narrowed ? words.noOrdersText : words.noOrdersYetText}</p>
              {narrowed && <Button onClick={clear}>{words.clear}</Button>}
            </Empty>
          );
        }}
      </Loaded>
      <More query={query} />
    </Page>
  );
}
