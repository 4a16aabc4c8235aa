// The orders of a school. What is searched, filtered and sorted stands in the address.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import * as v from "valibot";
import { useCan } from "../../api/permissions";
import { choice, text, useAddress } from "../../ui/address";
import { Button, Check, SelectField } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { quotaUsage } from "../usage/queries";
import { KINDS, useKindName } from "./kinds";
import { orderMessages } from "./messages";
import { OrderList } from "./OrderList";
import { orders } from "./queries";

const PHASES = ["scheduled", "provisioning", "active", "suspended", "terminating", "released"] as const;
const ADDRESS = v.object({
  phase: choice(["", ...PHASES], ""),
  kind: text(),
  ready: choice(["", "false"], ""),
});

export function OrdersPage() {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const [address, set] = useAddress(ADDRESS);
  const query = useInfiniteQuery(orders(address));
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(address).some(Boolean);
  return (
    <Page
      title={words.orders}
      sub={query.data && !query.hasNextPage && words.countOfOrders(found.length, format.count(found.length))}
    >
      {(found.length > 0 || filtered) && <Filters address={address} set={set} />}
      <Loaded query={query}>
        {() =>
          found.length > 0 ? (
            <OrderList orders={found} />
          ) : filtered ? (
            <Empty drawing="desk" title={words.nothingFound}>
              <Button onClick={() => set({ phase: "", kind: "", ready: "" })}>{words.clear}</Button>
            </Empty>
          ) : (
            <NoOrders />
          )
        }
      </Loaded>
      <More query={query} />
    </Page>
  );
}

type Address = v.InferOutput<typeof ADDRESS>;

function Filters({ address, set }: { address: Address; set: (patch: Partial<Address>) => void }) {
  const words = useMessages(orderMessages);
  const kindName = useKindName();
  const phases = {
    scheduled: words.phaseScheduled,
    provisioning: words.phaseProvisioning,
    active: words.phaseActive,
    suspended: words.phaseSuspended,
    terminating: words.phaseTerminating,
    released: words.phaseReleased,
  };
  return (
    <div className="bar">
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
      <Check
        label={words.onlyMine}
        checked={address.ready === "false"}
        onChange={(event) => set({ ready: event.target.checked ? "false" : "" })}
      />
    </div>
  );
}

function NoOrders() {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const quota = useQuery({ ...quotaUsage(), enabled: useCan("usage:read") });
  return (
    <>
      <Empty drawing="ruler" title={words.emptyTitle}>
        <p>{words.emptyText}</p>
      </Empty>
      {quota.data && (
        <p className="small quiet">
          {words.yourQuota(format.count(quota.data.rooms.limit), format.count(quota.data.seats.limit))}
        </p>
      )}
    </>
  );
}
