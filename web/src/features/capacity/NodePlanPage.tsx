// How many nodes of each cluster are needed day by day, and by when there have to be more than there are.
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNow } from "../../api/clock";
import type { ClusterNodePlan } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { day, useAddress } from "../../ui/address";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink, Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { Row, Rows, Table } from "../../ui/table";
import { columnsFrom } from "./cells";
import { capacityMessages } from "./messages";
import { nodePlan, type PlanSpan } from "./queries";
import { Survival } from "./Survival";

export function NodePlanPage() {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const [address] = useAddress({ from: day() });
  const now = useNow(60_000);
  const from = address.from || dayIn(undefined, now);
  const columns = columnsFrom(from, "day");
  const span: PlanSpan = { from: columns[0]!.from.toISOString(), to: columns.at(-1)!.to.toISOString() };
  const { items, regions } = useSuspenseQuery(nodePlan(span)).data;
  const last = format.date(dayIn(undefined, columns.at(-1)!.from.getTime()));
  return (
    <Page
      title={words.nodePlan}
      sub={words.nodePlanSub(format.date(from), last)}
      acts={
        <>
          <ButtonLink href={paths.opsCapacity()}>{words.capacity}</ButtonLink>
          <Csv path="/v1/capacity/node-plan" query={span} name={`node-plan-${from}`} />
        </>
      }
    >
      {items.length === 0 ? (
        <Empty drawing="lamp" title={words.none}>
          <p>{words.noneText}</p>
        </Empty>
      ) : (
        <>
          <PlanTable items={items} days={columns.map((column) => column.from)} />
          <p className="small quiet">{words.nodePlanText}</p>
          <Survival regions={regions} clusters={items} />
        </>
      )}
    </Page>
  );
}

/** A view. */
export function PlanTable({ items, days }: { items: readonly ClusterNodePlan[]; days: readonly Date[] }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const head = (at: Date) => format.date(dayIn(undefined, at.getTime()));
  // Each figure opens into the orders that add up to it.
  const first = days[0] ? dayIn(undefined, days[0].getTime()) : "";
  const opened = (of: ClusterNodePlan, at: string) =>
    paths.opsCapacity({ by: "day", from: first, cluster: of.cluster_id, at: new Date(at).toISOString() });
  const hours = (of: ClusterNodePlan) => {
    const count = (minutes: number) => format.count(Math.round(minutes / 60));
    return words.nodesOfAll(count(of.node_minutes), count(of.node_minutes_all_on));
  };
  const short = (of: ClusterNodePlan) =>
    of.short ? words.nodesMore(format.count(of.short.nodes), format.moment(of.short.by)) : words.nodesEnough;
  return (
    <>
      <div className="only-l">
        <Table label={words.nodePlan} dense>
          <thead>
            <tr>
              <th scope="col">{words.cluster}</th>
              <th scope="col" className="num">
                {words.nodesThere}
              </th>
              {days.map((at) => (
                <th key={at.toISOString()} scope="col" className="num">
                  {head(at)}
                </th>
              ))}
              <th scope="col" className="num">
                {words.nodesOn}
              </th>
              <th scope="col">{words.nodePlan}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.cluster_id}>
                <th scope="row">
                  <Go href={paths.opsCluster(one.cluster_id)}>
                    <Name>{one.name}</Name>
                  </Go>
                  {one.simulated && <small>{words.nodesSimulated}</small>}
                </th>
                <td className="num">{format.count(one.nodes_usable)}</td>
                {one.days.map((of) => (
                  <td key={of.from} className="num">
                    {of.nodes > 0 ? (
                      <Go href={opened(one, of.from)}>
                        {of.missing > 0 ? <b>{format.count(of.nodes)}</b> : format.count(of.nodes)}
                      </Go>
                    ) : (
                      "–"
                    )}
                  </td>
                ))}
                <td className="num nowrap">{hours(one)}</td>
                <td className="nowrap">{one.short ? <b>{short(one)}</b> : short(one)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.nodePlan}>
          {items.map((one) => (
            <Row
              key={one.cluster_id}
              href={paths.opsCluster(one.cluster_id)}
              title={<Name>{one.name}</Name>}
              detail={one.days.map((of) => format.count(of.nodes)).join(" · ")}
              end={short(one)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
