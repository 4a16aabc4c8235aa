// A cell opened: its fullest moment, and the orders that add up to it.
import { useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { cx } from "../../ui/classes";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Table } from "../../ui/table";
import type { By, Column, Full } from "./cells";
import { OVERFULL, percent } from "./heat";
import type { HeatRow } from "./heat-rows";
import css from "./heat.module.css";
import { isOver } from "./HeatTable";
import { capacityMessages } from "./messages";
import { bookings } from "./queries";
import { type Booked, inUnits, isStored, type Scarce } from "./units";

interface CellOpenedProps {
  row: HeatRow;
  /** The fullest slot in it. */
  full: Full | undefined;
  column: Column;
  by: By;
  resource: Scarce;
}

export function CellOpened({ row, full, column, by, resource }: CellOpenedProps) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const when =
    by === "hour"
      ? `${format.time(column.from.getTime())} – ${format.time(column.to.getTime())}`
      : format.date(dayIn(undefined, column.from.getTime()), "short");
  return (
    <Section
      className={css["opened"] ?? ""}
      ruled={!full}
      title={
        <>
          {words.opened(row.name, when)}
          {full?.limit != null && (
            <span className={cx(css["share"], isOver(full) && css["over"])}>
              {full.limit === 0 ? OVERFULL : `${format.count(percent(full.booked, full.limit))} %`}
            </span>
          )}
        </>
      }
    >
      {!full ? (
        <p className="quiet">{words.nothing}</p>
      ) : isStored(resource) ? (
        <OfPool row={row} full={full} resource={resource} />
      ) : (
        <Bookings cluster={row.cluster} at={full.at} resource={resource} />
      )}
    </Section>
  );
}

/** What a pool has booked is not opened into its orders: those of its cluster are on the cluster's page. */
function OfPool({ row, full, resource }: { row: HeatRow; full: Full; resource: Scarce }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const amount = (booked: number) => format.count(inUnits(resource, booked));
  return (
    <>
      <p>{words.openedText(amount(full.booked), amount(full.limit ?? 0), format.moment(full.at))}</p>
      <Go href={paths.opsCluster(row.cluster, "orders")}>{words.ordersOfCluster}</Go>
    </>
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
