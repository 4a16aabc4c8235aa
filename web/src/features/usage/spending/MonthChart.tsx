// A month in two pictures: what its days add up to, and what each costs. Days that are over are filled; the same numbers are in the table below. A view.
import { useNow } from "../../../api/clock";
import { todayIn } from "../../../api/days";
import type { MonthForecast } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { useMoney } from "../../../ui/money";
import { Section } from "../../../ui/page";
import { Table } from "../../../ui/table";
import { capMessages } from "../../billing/caps/messages";
import { barsPath } from "../ran";
import { stepPath } from "../steps";
import css from "../usage.module.css";
import { costOf, daysBefore, sums } from "./chart";
import { spendingMessages } from "./messages";

const WIDTH = 1000;
const HEIGHT = 144;
const MINUTE_MS = 60_000;
const AIR = 1.05;

interface MonthChartProps {
  month: MonthForecast;
  currency: string;
  /** What the whole institution may come to. */
  caps: readonly number[];
}

export function MonthChart({ month, currency, caps }: MonthChartProps) {
  const words = useMessages(spendingMessages);
  const format = useFormat();
  const name = format.date(month.first_day, "month");
  const today = todayIn(useZone(), useNow(MINUTE_MS));
  const over = daysBefore(month, today);
  return (
    <Section title={name}>
      <div className="stack">
        <Sums month={month} currency={currency} caps={caps} name={name} over={over} />
        <Days month={month} currency={currency} name={name} />
        <details className={css["steps"]}>
          <summary>{words.inNumbers}</summary>
          <InNumbers month={month} currency={currency} />
        </details>
      </div>
    </Section>
  );
}

interface PictureProps extends Omit<MonthChartProps, "caps"> {
  name: string;
}

function Sums({ month, currency, caps, name, over }: PictureProps & Pick<MonthChartProps, "caps"> & { over: number }) {
  const words = useMessages(spendingMessages);
  const capWords = useMessages(capMessages);
  const money = useMoney();
  const all = sums(month.days);
  const most = Math.max(1, ...all, ...caps) * AIR;
  const steps = all.map((value, index) => ({ at: index, until: index + 1, value }));
  const box = { from: 0, to: all.length, most, width: WIDTH, height: HEIGHT };
  const now = (over / Math.max(1, all.length)) * WIDTH;
  return (
    <figure>
      <figcaption className={css["scale"]}>
        <b>{words.addsUp}</b>
        <span className="quiet">
          {[
            words.expected(money(month.total_minor, currency)),
            ...caps.map((cap) => capWords.line(money(cap, currency))),
          ].join(" · ")}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={css["chart"]}
        role="img"
        aria-label={words.chart(name)}
      >
        <path className={css["ahead"]} d={stepPath(steps.slice(over), box)} />
        <path className={css["area"]} d={stepPath(steps.slice(0, over), box)} />
        {caps.map((cap) => (
          <path key={cap} className={css["limit"]} d={`M0 ${HEIGHT - (cap / most) * HEIGHT}H${WIDTH}`} />
        ))}
        <path className={css["ground"]} d={`M0 ${HEIGHT}H${WIDTH}`} />
        {now > 0 && now < WIDTH && <path className={css["now"]} d={`M${now} 0V${HEIGHT}`} />}
      </svg>
      <Ends month={month} />
    </figure>
  );
}

function Days({ month, currency, name }: PictureProps) {
  const words = useMessages(spendingMessages);
  const money = useMoney();
  const costs = month.days.map(costOf);
  const most = Math.max(0, ...costs);
  return (
    <figure>
      <figcaption className={css["scale"]}>
        <b>{words.byDay}</b>
        <span className="quiet">{words.most(money(most, currency))}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={css["chart"]}
        role="img"
        aria-label={words.dayChart(name)}
      >
        <path
          className={css["area"]}
          d={barsPath(costs, { most: Math.max(1, most) * AIR, width: WIDTH, height: HEIGHT })}
        />
        <path className={css["ground"]} d={`M0 ${HEIGHT}H${WIDTH}`} />
      </svg>
      <Ends month={month} />
    </figure>
  );
}

function Ends({ month }: { month: MonthForecast }) {
  const format = useFormat();
  return (
    <div className={css["ends"]} aria-hidden="true">
      <span>{format.date(month.first_day, "short")}</span>
      <span>{format.date(month.last_day, "short")}</span>
    </div>
  );
}

function InNumbers({ month, currency }: Omit<MonthChartProps, "caps">) {
  const words = useMessages(spendingMessages);
  const format = useFormat();
  const money = useMoney();
  const all = sums(month.days);
  return (
    <Table label={words.inNumbers} dense>
      <thead>
        <tr>
          <th scope="col">{words.day}</th>
          <th scope="col" className="num">
            {words.cost}
          </th>
          <th scope="col" className="num">
            {words.sum}
          </th>
        </tr>
      </thead>
      <tbody>
        {month.days.map((day, index) => (
          <tr key={day.day}>
            <th scope="row" className="nowrap">
              {format.date(day.day, "short")}
            </th>
            <td className="num">{money(costOf(day), currency)}</td>
            <td className="num">{money(all[index] ?? 0, currency)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
