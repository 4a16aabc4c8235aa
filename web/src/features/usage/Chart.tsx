// What is booked of one limit over time, as a line of steps under the limit. The same numbers are in the table below it. A view.
import { useMemo } from "react";
import { now } from "../../api/clock";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import type { PeakLimit, UsageCalendar } from "../../api/schema.gen";
import { usageMessages } from "./messages";
import { stepPath } from "./steps";
import css from "./usage.module.css";

const WIDTH = 1000;
const HEIGHT = 144;

interface ChartProps {
  calendar: UsageCalendar;
  limit: PeakLimit;
  from: number;
  to: number;
  /** The first and the last day of it. */
  ends: readonly [string, string];
}

export function Chart({ calendar, limit, from, to, ends }: ChartProps) {
  const words = useMessages(usageMessages);
  const format = useFormat();
  const name = limit === "rooms" ? words.rooms : words.seats;
  const allowed = calendar.limits[limit];
  const highest = Math.max(0, ...calendar.items.map((step) => step[limit]));
  const most = Math.max(allowed, highest, 1) * 1.05;
  const path = useMemo(
    () =>
      stepPath(
        calendar.items.map((step) => ({ at: Date.parse(step.at), until: Date.parse(step.until), value: step[limit] })),
        { from, to, most, width: WIDTH, height: HEIGHT },
      ),
    [calendar, limit, from, to, most],
  );
  const top = HEIGHT - (allowed / most) * HEIGHT;
  const at = ((now() - from) / (to - from)) * WIDTH;
  return (
    <figure>
      <figcaption className={css["scale"]}>
        <b>{name}</b>
        <span className="quiet">{words.limit(format.count(allowed))}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={css["chart"]}
        role="img"
        aria-label={words.chart(name)}
      >
        <path className={css["area"]} d={path} />
        <path className={css["limit"]} d={`M0 ${top}H${WIDTH}`} />
        <path className={css["ground"]} d={`M0 ${HEIGHT}H${WIDTH}`} />
        {at > 0 && at < WIDTH && <path className={css["now"]} d={`M${at} 0V${HEIGHT}`} />}
      </svg>
      <div className={css["ends"]} aria-hidden="true">
        {ends.map((day, index) => (
          <span key={index}>{format.date(day, "short")}</span>
        ))}
      </div>
    </figure>
  );
}
