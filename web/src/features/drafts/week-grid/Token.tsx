// What stands in a cell: a lesson, two half ones, what does not fit and why, and the ghost of an alternative.
import type { Fit } from "../../../api/schema.gen";
import { cx } from "../../../ui/classes";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Icon } from "../../../ui/status";
import { minutesOf, timeOf } from "../days/term";
import { cellKey, type Marks } from "../quote/fit";
import { useColourClass } from "./colour";
import type { Hanging } from "./ghosts";
import type { Slot } from "./lines";
import { gridMessages } from "./messages";
import css from "./week.module.css";

/** `2 rooms too many`, in the width of a cell. */
export function useShort(): (fit: Fit) => string {
  const words = useMessages(gridMessages);
  const format = useFormat();
  return (fit) => {
    const short = fit.short_of;
    const over = (short?.needed ?? 0) - (short?.free ?? 0);
    if (short?.rooms_too_many)
      return words.roomsTooMany(format.count(short.rooms_too_many), short.rooms_too_many === 1);
    if (short?.limit === "rooms" && over > 0) return words.roomsTooMany(format.count(over), over === 1);
    if (short?.limit === "seats" && over > 0) return words.seatsTooMany(format.count(over));
    return words.notThen;
  };
}

export function whyOf(marks: Marks, slot: Slot, short: (fit: Fit) => string): string | undefined {
  const fit = marks.refused.get(cellKey(slot.line, slot.day));
  return fit ? short(fit) : marks.wrong.get(slot.line)?.[0];
}

interface TokenProps {
  slot: Slot;
  marks: Marks;
  thin: boolean;
  /** Of a teacher's week: whose room it is. */
  rooms?: string | undefined;
}

export function Token({ slot, marks, thin, rooms }: TokenProps) {
  const words = useMessages(gridMessages);
  const short = useShort();
  const colourClass = useColourClass();
  const why = whyOf(marks, slot, short);
  const half = slot.weeks === "all" ? undefined : words[slot.weeks];
  const title = thin ? words.until(slot.title, timeOf(minutesOf(slot.start) + slot.minutes)) : slot.title;
  const by = [rooms, slot.teachers.join(", "), half].filter(Boolean).join(" · ");
  return (
    <span className={cx(css["token"], colourClass(slot.title))}>
      <b>
        {why && <Refused />}
        <span>
          <bdi>{title || "–"}</bdi>
        </span>
      </b>{" "}
      {!thin &&
        (why ? (
          <span className={css["why"]}>{[why, half].filter(Boolean).join(" · ")}</span>
        ) : (
          by && <span className={css["by"]}>{by}</span>
        ))}
    </span>
  );
}

function Refused() {
  return (
    <svg width="1em" height="1em" aria-hidden="true">
      <use href="#s-refused" />
    </svg>
  );
}

/** The cell's own name says it too, word by word: so its parts stand apart here as well. */
export function Ghost({ title, to, price }: Hanging) {
  const words = useMessages(gridMessages);
  return (
    <span className={cx(css["ghost"], price && css["priced"])} aria-hidden="true">
      {" "}
      {title} {to && <small>{words.movesTo(to)}</small>}{" "}
      {price && !price.fits && (
        <small className={css["why"]}>
          <Refused /> {words.notThen}
        </small>
      )}
      {price?.said.map((one) => (
        <small key={one}> {one}</small>
      ))}
    </span>
  );
}

export function Plus() {
  return (
    <span className={css["plus"]} aria-hidden="true">
      <Icon name="plus" size="s" />
    </span>
  );
}
