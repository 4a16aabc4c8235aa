// Orders of all institutions. What narrows the list stands in the address.
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import * as v from "valibot";
import { choice, useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { platformMessages } from "./messages";
import { PlatformOrderList } from "./PlatformOrderList";
import { PHASES, PlatformOrdersBar } from "./PlatformOrdersBar";
import { platformOrders } from "./queries";

const ADDRESS = v.object({
  ready: choice(["", "false", "true"], ""),
  phase: choice(["", ...PHASES], ""),
});

export function PlatformOrdersPage() {
  const words = useMessages(platformMessages);
  const [address, set] = useAddress(ADDRESS);
  const query = useSuspenseInfiniteQuery(platformOrders(address));
  const found = query.data.pages.flatMap((page) => page.items);
  const narrowed = Object.values(address).some((value) => value !== "");
  const clear = () => set({ ready: "", phase: "" });
  return (
    <Page title={words.orders}>
      <PlatformOrdersBar filter={address} onChange={set} />
      {found.length > 0 ? (
        <PlatformOrderList orders={found} />
      ) : (
        <Empty drawing="desk" title={narrowed ? words.noOrders : words.noOrdersYet}>
          <p>{narrowed ? words.noOrdersText : words.noOrdersYetText}</p>
          {narrowed && <Button onClick={clear}>{words.clear}</Button>}
        </Empty>
      )}
      <More query={query} />
    </Page>
  );
}
