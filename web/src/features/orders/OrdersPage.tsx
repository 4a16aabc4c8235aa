// The orders of a school. What is searched, filtered and sorted stands in the address.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Suspense, useDeferredValue } from "react";
import { given } from "../../api/given";
import { useCan } from "../../api/permissions";
import { paths } from "../../app/paths";
import { type AddressOf, choice, text, useAddress } from "../../ui/address";
import { Button, Check, SearchField, SelectField } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { ButtonLink, useGo } from "../../ui/link";
import { Empty, Skeleton } from "../../ui/empty";
import { useCounted } from "../../ui/counted";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { part } from "../../ui/part";
import { More } from "../../ui/table";
import { onlyRegion, regions } from "../drafts/queries";
import { MayNot } from "../me/MayNot";
import { quotaUsage } from "../usage/queries";
import { KINDS, useKindName } from "./kinds";
import { orderMessages } from "./messages";
import { OrderList } from "./OrderList";
import { orders } from "./queries";

export { askOrders } from "./first";

/** Its words are the editor's, and the first order is the only one that begins here. */
const Doors = part(() => import("../drafts/editor/Doors"), "Doors");

const PHASES = ["reserved", "scheduled", "provisioning", "active", "suspended", "terminating", "released"] as const;
const SORTS = ["attention", "next_change_at", "name", "-created_at", "created_at"] as const;
const ADDRESS = {
  q: text(),
  sort: choice(SORTS, "attention"),
  phase: choice(["", ...PHASES], ""),
  kind: text(),
  region: text(),
  ready: choice(["", "false"], ""),
};

export function OrdersPage() {
  const words = useMessages(orderMessages);
  const [address, set] = useAddress(ADDRESS);
  const q = useDeferredValue(address.q.trim());
  const asked = { ...address, q, ready: address.ready === "" ? ("" as const) : false };
  const query = useInfiniteQuery(orders({ ...asked, count: true }));
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Boolean(address.q || address.phase || address.kind || address.region || address.ready);
  const counted = useCounted(query.data?.pages[0], words.countOfOrders, words.atLeast);
  const mayOrder = useCan("orders:create");
  return (
    <Page
      title={words.orders}
      sub={counted}
      acts={
        <>
          {found.length > 0 && <Csv path="/v1/orders" query={given(asked)} name={words.orders} />}
          {!mayOrder && query.data && <MayNot to="orders:create">{words.newOrder}</MayNot>}
          {mayOrder && query.data && <ButtonLink href={paths.drafts()}>{words.drafts}</ButtonLink>}
          {mayOrder && found.length + Number(filtered) > 0 && (
            <ButtonLink look="main" href={paths.newOrder()}>
              {words.newOrder}
            </ButtonLink>
          )}
        </>
      }
    >
      {(found.length > 0 || filtered) && <Filters address={address} set={set} />}
      <Loaded query={query}>
        {() =>
          found.length > 0 ? (
            <OrderList orders={found} />
          ) : filtered ? (
            <Empty drawing="desk" title={words.nothingFound}>
              <Button onClick={() => set({ q: "", phase: "", kind: "", region: "", ready: "" })}>{words.clear}</Button>
            </Empty>
          ) : (
            <NoOrders mayOrder={mayOrder} />
          )
        }
      </Loaded>
      <More query={query} />
    </Page>
  );
}

type Address = AddressOf<typeof ADDRESS>;

function Filters({ address, set }: { address: Address; set: (patch: Partial<Address>) => void }) {
  const words = useMessages(orderMessages);
  const kindName = useKindName();
  const { data: known = [] } = useQuery(regions());
  // Where there is one there is nothing to choose, unless an address names another.
  const named = [...new Set([...known, ...(address.region ? [address.region] : [])])];
  const phases = {
    reserved: words.phaseReserved,
    scheduled: words.phaseScheduled,
    provisioning: words.phaseProvisioning,
    active: words.phaseActive,
    suspended: words.phaseSuspended,
    terminating: words.phaseTerminating,
    released: words.phaseReleased,
  };
  return (
    <div className="bar">
      <SearchField
        className="grow"
        label={words.find}
        placeholder={words.findHint}
        value={address.q}
        onSearch={(q) => set({ q })}
      />
      <SelectField
        label={words.sort}
        value={address.sort}
        options={[
          ["attention", words.sortAttention],
          ["next_change_at", words.sortNext],
          ["name", words.sortName],
          ["-created_at", words.sortNewest],
          ["created_at", words.sortOldest],
        ]}
        onChange={(event) => set({ sort: event.target.value as Address["sort"] })}
      />
      <SelectField
        label={words.phase}
        value={address.phase}
        options={[["", words.all], ...PHASES.map((phase) => [phase, phases[phase]] as const)]}
        onChange={(event) => set({ phase: event.target.value as Address["phase"] })}
      />
      <SelectField
        label={words.kind}
        value={address.kind}
        options={[["", words.all], ...KINDS.map((kind) => [kind, kindName(kind)] as const)]}
        onChange={(event) => set({ kind: event.target.value })}
      />
      {onlyRegion(named) === undefined && named.length > 0 && (
        <SelectField
          label={words.region}
          value={address.region}
          options={[["", words.all], ...named.map((region) => [region, region] as const)]}
          onChange={(event) => set({ region: event.target.value })}
        />
      )}
      <Check
        label={words.onlyMine}
        checked={address.ready === "false"}
        onChange={(event) => set({ ready: event.target.checked ? "false" : "" })}
      />
    </div>
  );
}

function NoOrders({ mayOrder }: { mayOrder: boolean }) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const go = useGo();
  const quota = useQuery({ ...quotaUsage(), enabled: useCan("usage:read") });
  return (
    <>
      <Empty drawing="ruler" title={words.emptyTitle}>
        <p>{mayOrder ? words.emptyText : words.emptyWhat}</p>
      </Empty>
      {mayOrder && (
        <Suspense fallback={<Skeleton rows={2} />}>
          <Doors onChoose={(door) => void go(paths.newOrder(door))} />
        </Suspense>
      )}
      {quota.data && (
        <p className="small quiet">
          {words.yourQuota(format.count(quota.data.rooms.limit), format.count(quota.data.seats.limit))}
        </p>
      )}
    </>
  );
}
