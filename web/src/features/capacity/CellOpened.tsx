// A cell opened: the exact moment of its peak, and the orders that add up to it.
import { useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import type { ClusterCapacityView } from "../../api/schema.gen";
import { cx } from "../../ui/classes";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { clusterCapacity } from "../clusters/queries";
import type { By, Column } from "./cells";
import { OVERFULL, percent } from "./heat";
import css from "./heat.module.css";
import { capacityMessages } from "./messages";
import { bookings } from "./queries";
import { type Booked, inUnits } from "./units";

interface CellOpenedProps {
  cluster: ClusterCapacityView;
  column: Column;
  by: By;
  resource: Booked;
}

export function CellOpened({ cluster, column, by, resource }: CellOpenedProps) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const [from, to] = [column.from.toISOString(), column.to.toISOString()];
  const exact = useSuspenseQuery(clusterCapacity(cluster.cluster_id, { from, to })).data;
  const peak = exact.resources.find((one) => one.resource === resource)?.peak;
  const when =
    by === "hour"
      ? `${format.time(column.from.getTime())} – ${format.time(column.to.getTime())}`
      : format.date(dayIn(undefined, column.from.getTime()), "short");
  const over = peak && cluster.limit != null && peak.used > cluster.limit;
  return (
    <Section
      className={css["opened"] ?? ""}
      ruled={!peak}
      title={
        <>
          {words.opened(cluster.name, when)}
          {peak && cluster.limit != null && (
            <span className={cx(css["share"], over && css["over"])}>
              {cluster.limit === 0 ? OVERFULL : `${format.count(percent(peak.used, cluster.limit))} %`}
            </span>
          )}
        </>
      }
    >
      {peak ? (
        <Bookings cluster={cluster.cluster_id} at={peak.at} resource={resource} />
      ) : (
        <p className="quiet">{words.nothing}</p>
      )}
    </Section>
  );
}

export function Bookings({ cluster, at, resource }: { cluster: string; at: string; resource: Booked }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const view = useSuspenseQuery(bookings(cluster, { at, resource })).data;
  const amount = (booked: number) => format.count(inUnits(resource, booked));
  const named = view.items.reduce((sum, item) => sum + item.booked, 0);
  const rest = view.orders - view.items.length;
  return (
    <>
      <Table label={words.madeUpOf} dense>
        <thead>
          <tr>
            <th scope="col">{words.institution}</th>
            <th scope="col">{words.order}</th>
            <th scope="col" className="num">
              {words.rooms}
            </th>
            <th scope="col" className={cx("num", css["unit"])}>
              {words[resource]}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.items.map((item) => (
            <tr key={item.order_id}>
              <th scope="row">
                <Go href={paths.opsTenant(item.tenant_id)}>
                  <Name max={40}>{item.tenant_name}</Name>
                </Go>
              </th>
              <td>
                <Go href={`${paths.order(item.order_id)}?as=${item.tenant_id}`}>
                  <Name max={40}>{item.order_name}</Name>
                </Go>
              </td>
              <td className="num">{format.count(item.rooms)}</td>
              <td className="num">{amount(item.booked)}</td>
            </tr>
          ))}
          {rest > 0 && (
            <tr>
              <th scope="row" colSpan={3}>
                {words.rest(format.count(rest))}
              </th>
              <td className="num">{amount(view.booked - named)}</td>
            </tr>
          )}
        </tbody>
      </Table>
      <p className="quiet">
        {view.limit == null
          ? words.openedNoLimit(amount(view.booked), format.moment(view.at))
          : words.openedText(amount(view.booked), amount(view.limit), format.moment(view.at))}
      </p>
    </>
  );
}
