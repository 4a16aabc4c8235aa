// All clusters, or all storage pools, by the hour or the day: the picture is the table, and each cell opens into the orders that make it up.
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { useNow } from "../../api/clock";
import { paths } from "../../app/paths";
import { choice, day, text, useAddress } from "../../ui/address";
import { Csv } from "../../ui/csv";
import { Empty, Skeleton } from "../../ui/empty";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Page } from "../../ui/page";
import { Accuracy } from "./Accuracy";
import { CapacityBar } from "./CapacityBar";
import { CellOpened } from "./CellOpened";
import { columnsFrom } from "./cells";
import { clusterRow, poolRow } from "./heat-rows";
import css from "./heat.module.css";
import { HeatTable, Legend } from "./HeatTable";
import { capacityMessages } from "./messages";
import { capacity, type CapacitySpan, nodePlan } from "./queries";
import { HEATED, isStored } from "./units";

const ADDRESS = {
  resource: choice(HEATED, "node_share"),
  by: choice(["hour", "day"], "hour"),
  from: day(),
  cluster: text(),
  at: text(),
};

export function CapacityPage() {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const [address, set] = useAddress(ADDRESS);
  const now = useNow(60_000);
  const from = address.from || dayIn(undefined, now);
  const columns = columnsFrom(from, address.by);
  const span: CapacitySpan = {
    resource: address.resource,
    from: columns[0]!.from.toISOString(),
    to: columns.at(-1)!.to.toISOString(),
    resolution: address.by,
  };
  const view = useSuspenseQuery(capacity(span)).data;
  const ofPools = isStored(address.resource);
  const rows = ofPools
    ? view.pools.map((pool) => poolRow(columns, pool))
    : view.items.map((cluster) => clusterRow(columns, cluster));
  const days = columnsFrom(from, "day");
  const week = { from: days[0]!.from.toISOString(), to: days.at(-1)!.to.toISOString() };
  const plan = useQuery({ ...nodePlan(week), enabled: !ofPools });
  const opened = rows.find((one) => one.id === address.cluster);
  const index = columns.findIndex((one) => one.from.toISOString() === address.at);
  const column = columns[index];
  const last = format.date(dayIn(undefined, columns.at(-1)!.from.getTime()));
  return (
    <Page
      title={words.capacity}
      sub={address.by === "hour" ? words.byHour(format.date(from, "long")) : words.byDay(format.date(from), last)}
      acts={
        <>
          <ButtonLink href={paths.opsNodePlan()}>{words.nodePlan}</ButtonLink>
          <ButtonLink href={paths.opsWhatIf()}>{words.whatIfOf}</ButtonLink>
          <Csv path="/v1/capacity" query={span} name={`capacity-${address.resource}-${from}`} />
        </>
      }
    >
      <CapacityBar resource={address.resource} by={address.by} day={from} onChange={set} />
      {rows.length === 0 ? (
        <Empty drawing="lamp" title={ofPools ? words.noPools : words.none}>
          <p>{ofPools ? words.noPoolsText : words.noneText}</p>
        </Empty>
      ) : (
        <HeatTable
          rows={rows}
          columns={columns}
          by={address.by}
          resource={address.resource}
          now={now}
          chosen={{ cluster: address.cluster, at: address.at }}
          onChoose={(chosen) => set(chosen, { push: true })}
          plan={ofPools ? undefined : plan.data?.items}
        />
      )}
      <Legend resource={address.resource} />
      {opened && column && (
        <Suspense fallback={<Skeleton rows={4} />}>
          <CellOpened
            row={opened}
            full={opened.cells[index]}
            column={column}
            by={address.by}
            resource={address.resource}
          />
        </Suspense>
      )}
      <div className={css["later"]}>
        <Suspense fallback={<Skeleton rows={4} />}>
          <Accuracy />
        </Suspense>
      </div>
    </Page>
  );
}
