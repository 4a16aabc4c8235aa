// The heat table. Colour only comes on top of the figure; what is over its limit is hatched as well. On a phone: one cluster, an hour a row.
import { paths } from "../../app/paths";
import type { ClusterCapacityView } from "../../api/schema.gen";
import { cx } from "../../ui/classes";
import { SelectField } from "../../ui/controls";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import type { By, Column } from "./cells";
import css from "./heat.module.css";
import { OVERFULL, heat, HEAT_FROM, percent } from "./heat";
import { capacityMessages } from "./messages";
import { type Booked, inUnits } from "./units";

export interface HeatRow {
  cluster: ClusterCapacityView;
  /** In the order of the columns. */
  booked: number[];
}

interface Chosen {
  cluster: string;
  at: string;
}

interface HeatTableProps {
  rows: readonly HeatRow[];
  columns: readonly Column[];
  by: By;
  resource: Booked;
  now: number;
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}

export function HeatTable(props: HeatTableProps) {
  const { rows, columns, by, resource, now } = props;
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const head = useColumnName(by);
  return (
    <>
      <div className={css["wide"]} role="region" aria-label={words.capacity} tabIndex={0}>
        <table className={css["heat"]} aria-label={words.capacity}>
          <thead>
            <tr>
              <th scope="col" className={css["start"]}>
                {words.cluster}
              </th>
              {columns.map((column) => (
                <th key={column.from.getTime()} scope="col" className={cx(holds(column, now) && css["now"])}>
                  {head(column)}
                </th>
              ))}
              <th scope="col">{words.peak}</th>
              <th scope="col">{words.limit}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cluster, booked }) => (
              <tr key={cluster.cluster_id}>
                <th scope="row">
                  <Go href={paths.opsCluster(cluster.cluster_id)}>
                    <Name max={24}>{cluster.name}</Name>
                  </Go>
                </th>
                {columns.map((column, index) => (
                  <Cell key={column.from.getTime()} {...props} {...{ cluster, column }} booked={booked[index] ?? 0} />
                ))}
                <td className={css["num"]}>
                  <Peak cluster={cluster} resource={resource} />
                </td>
                <td className={css["num"]}>
                  {cluster.limit == null ? "–" : format.count(inUnits(resource, cluster.limit))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={css["narrow"]}>
        <OneCluster {...props} />
      </div>
    </>
  );
}

function holds(column: Column, now: number): boolean {
  return column.from.getTime() <= now && now < column.to.getTime();
}

function useColumnName(by: By): (column: Column) => string {
  const format = useFormat();
  return ({ from }) =>
    by === "hour" ? format.time(from.getTime()).slice(0, 2) : format.date(dayIn(undefined, from.getTime()), "short");
}

/** The share of the limit; where nothing limits, the amount itself. */
function useFigure(resource: Booked): (booked: number, limit: number | null | undefined) => string {
  const format = useFormat();
  return (booked, limit) => {
    if (limit == null) return format.count(inUnits(resource, booked));
    return limit === 0 && booked > 0 ? OVERFULL : `${format.count(percent(booked, limit))} %`;
  };
}

function Peak({ cluster, resource }: { cluster: ClusterCapacityView; resource: Booked }) {
  const figure = useFigure(resource);
  if (!cluster.peak) return "–";
  const over = cluster.limit != null && cluster.peak.booked > cluster.limit;
  return <span className={cx(over && css["over"])}>{figure(cluster.peak.booked, cluster.limit)}</span>;
}

interface CellProps extends HeatTableProps {
  cluster: ClusterCapacityView;
  column: Column;
  booked: number;
  /** The percent sign in every cell: on a phone there is room for it. */
  whole?: boolean;
}

function Cell({ cluster, column, booked, by, resource, chosen, onChoose, whole }: CellProps) {
  const words = useMessages(capacityMessages);
  const figure = useFigure(resource);
  const head = useColumnName(by);
  const step = cluster.limit == null ? 1 : heat(booked, cluster.limit);
  const at = column.from.toISOString();
  const said = figure(booked, cluster.limit);
  const isChosen = chosen.cluster === cluster.cluster_id && chosen.at === at;
  return (
    <td className={cx(css["v"], css[step === "over" ? "hx" : `h${step}`], isChosen && css["chosen"])}>
      <button
        type="button"
        className={css["cell"]}
        aria-label={words.cell(cluster.name, head(column), said)}
        aria-pressed={isChosen}
        onClick={() => onChoose(isChosen ? { cluster: "", at: "" } : { cluster: cluster.cluster_id, at })}
      >
        <span className={css["figure"]}>{whole ? said : said.replace(" %", "")}</span>
      </button>
    </td>
  );
}

function OneCluster(props: HeatTableProps) {
  const { rows, columns, by, now, chosen, onChoose } = props;
  const words = useMessages(capacityMessages);
  const head = useColumnName(by);
  const row = rows.find((one) => one.cluster.cluster_id === chosen.cluster) ?? rows[0];
  if (!row) return null;
  return (
    <>
      <div className="bar">
        <SelectField
          label={words.cluster}
          value={row.cluster.cluster_id}
          options={rows.map(({ cluster }) => [cluster.cluster_id, cluster.name] as const)}
          onChange={(event) => onChoose({ cluster: event.target.value, at: "" })}
        />
      </div>
      <table className={css["heat"]} aria-label={row.cluster.name}>
        <tbody>
          {columns.map((column, index) => (
            <tr key={column.from.getTime()}>
              <th scope="row" className={cx(css["hour"], holds(column, now) && css["now"])}>
                {by === "hour" ? `${head(column)}:00` : head(column)}
              </th>
              <Cell {...props} cluster={row.cluster} column={column} booked={row.booked[index] ?? 0} whole />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function Legend({ resource }: { resource: Booked }) {
  const words = useMessages(capacityMessages);
  return (
    <p className={css["legend"]}>
      {words.legend(words[resource])}
      {HEAT_FROM.map((from, index) => (
        <span key={from}>
          <i className={css[`h${index + 1}`]} /> {from}
        </span>
      ))}
      {"%"}
      <span>
        <i className={css["hx"]} /> {words.over}
      </span>
    </p>
  );
}
