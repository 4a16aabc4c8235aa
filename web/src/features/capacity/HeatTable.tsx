// The heat table. Colour only comes on top of the figure; what is over its limit is hatched as well. On a phone: one row of it, an hour a line.
import type { ClusterNodePlan } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { cx } from "../../ui/classes";
import { SelectField } from "../../ui/controls";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { type By, type Column, type Full, fullestOf } from "./cells";
import type { HeatRow } from "./heat-rows";
import css from "./heat.module.css";
import { OVERFULL, heat, HEAT_FROM, percent } from "./heat";
import { capacityMessages } from "./messages";
import { inUnits, isStored, type Scarce } from "./units";

interface Chosen {
  /** The row's id. */
  cluster: string;
  at: string;
}

interface HeatTableProps {
  rows: readonly HeatRow[];
  columns: readonly Column[];
  by: By;
  resource: Scarce;
  now: number;
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
  /** The node plan of the days that begin here, where nodes are looked at. */
  plan?: readonly ClusterNodePlan[] | undefined;
}

export function HeatTable(props: HeatTableProps) {
  const { rows, columns, by, resource, now, plan } = props;
  const words = useMessages(capacityMessages);
  const head = useColumnName(by);
  const ofPools = isStored(resource);
  return (
    <>
      <div className={css["wide"]} role="region" aria-label={words.capacity} tabIndex={0}>
        <table className={css["heat"]} aria-label={words.capacity}>
          <thead>
            <tr>
              <th scope="col" className={css["start"]}>
                {ofPools ? words.pool : words.cluster}
              </th>
              {columns.map((column) => (
                <th key={column.from.getTime()} scope="col" className={cx(holds(column, now) && css["now"])}>
                  {head(column)}
                </th>
              ))}
              <th scope="col">{words.peak}</th>
              <th scope="col">{words.limit}</th>
              {plan && <th scope="col">{words.nodePlan}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <Go href={paths.opsCluster(row.cluster, ofPools ? "nodes" : "now")}>
                    <Name max={24}>{row.name}</Name>
                  </Go>
                </th>
                {columns.map((column, index) => (
                  <Cell key={column.from.getTime()} {...props} {...{ row, column }} full={row.cells[index]} />
                ))}
                <td className={css["num"]}>
                  <Peak row={row} resource={resource} />
                </td>
                <td className={css["num"]}>
                  <Limit row={row} resource={resource} />
                </td>
                {plan && (
                  <td className={css["num"]}>
                    <Planned of={plan.find((one) => one.cluster_id === row.cluster)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={css["narrow"]}>
        <OneRow {...props} />
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

/** The share of the slot's own limit; where nothing limits, the amount itself. */
function useFigure(resource: Scarce): (full: Full) => string {
  const format = useFormat();
  return ({ booked, limit }) => {
    if (limit == null) return format.count(inUnits(resource, booked));
    return limit === 0 && booked > 0 ? OVERFULL : `${format.count(percent(booked, limit))} %`;
  };
}

export function isOver({ booked, limit }: Full): boolean {
  return limit != null && booked > limit;
}

function Peak({ row, resource }: { row: HeatRow; resource: Scarce }) {
  const figure = useFigure(resource);
  const full = fullestOf(row.cells.filter((cell) => cell !== undefined));
  if (!full) return "–";
  return <span className={cx(isOver(full) && css["over"])}>{figure(full)}</span>;
}

/** The lowest and the highest, where it changes. */
function Limit({ row, resource }: { row: HeatRow; resource: Scarce }) {
  const format = useFormat();
  if (row.limits.length === 0) return "–";
  const [low, high] = [Math.min(...row.limits), Math.max(...row.limits)];
  const said = (limit: number) => format.count(inUnits(resource, limit));
  return low === high ? said(low) : `${said(low)} – ${said(high)}`;
}

function Planned({ of }: { of: ClusterNodePlan | undefined }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  if (!of) return "–";
  if (!of.short) return words.nodesEnough;
  return (
    <Go href={paths.opsNodePlan()}>
      <b>{words.nodesMore(format.count(of.short.nodes), format.moment(of.short.by))}</b>
    </Go>
  );
}

interface CellProps extends HeatTableProps {
  row: HeatRow;
  column: Column;
  full: Full | undefined;
  /** The percent sign in every cell: on a phone there is room for it. */
  whole?: boolean;
}

function Cell({ row, column, full, by, resource, chosen, onChoose, whole }: CellProps) {
  const words = useMessages(capacityMessages);
  const figure = useFigure(resource);
  const head = useColumnName(by);
  const shown = full ?? { at: "", booked: 0, limit: row.limits[0] ?? null };
  const step = shown.limit == null ? 1 : heat(shown.booked, shown.limit);
  const at = column.from.toISOString();
  const said = figure(shown);
  const isChosen = chosen.cluster === row.id && chosen.at === at;
  return (
    <td className={cx(css["v"], css[step === "over" ? "hx" : `h${step}`], isChosen && css["chosen"])}>
      <button
        type="button"
        className={css["cell"]}
        aria-label={words.cell(row.name, head(column), said)}
        aria-pressed={isChosen}
        onClick={() => onChoose(isChosen ? { cluster: "", at: "" } : { cluster: row.id, at })}
      >
        <span className={css["figure"]}>{whole ? said : said.replace(" %", "")}</span>
      </button>
    </td>
  );
}

function OneRow(props: HeatTableProps) {
  const { rows, columns, by, now, chosen, onChoose, resource } = props;
  const words = useMessages(capacityMessages);
  const head = useColumnName(by);
  const row = rows.find((one) => one.id === chosen.cluster) ?? rows[0];
  if (!row) return null;
  return (
    <>
      <div className="bar">
        <SelectField
          label={isStored(resource) ? words.pool : words.cluster}
          value={row.id}
          options={rows.map(({ id, name }) => [id, name] as const)}
          onChange={(event) => onChoose({ cluster: event.target.value, at: "" })}
        />
      </div>
      <table className={css["heat"]} aria-label={row.name}>
        <tbody>
          {columns.map((column, index) => (
            <tr key={column.from.getTime()}>
              <th scope="row" className={cx(css["hour"], holds(column, now) && css["now"])}>
                {by === "hour" ? `${head(column)}:00` : head(column)}
              </th>
              <Cell {...props} row={row} column={column} full={row.cells[index]} whole />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function Legend({ resource }: { resource: Scarce }) {
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
