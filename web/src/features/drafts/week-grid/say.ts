// A cell in words, for who does not see it: "Maths, Mr Chen, Wednesday, period 3, 10:00".
import { useMessages } from "../../../ui/language";
import { minutesOf, timeOf } from "../days/term";
import { isMarked, type Marks } from "../quote/fit";
import type { Hanging } from "./ghosts";
import type { Slot } from "./lines";
import { gridMessages } from "./messages";
import type { Cell, Row } from "./rows";
import { useShort, whyOf } from "./Token";

interface About {
  /** Of a teacher's week, where one lesson may be in many rooms. */
  teacher: boolean;
  /** Where an amendment changes the cell: what is there now. */
  was: readonly Slot[] | undefined;
  /** What hangs over it while something is moved. */
  hanging?: Hanging | undefined;
}

export function useSay(rows: readonly Row[]) {
  const words = useMessages(gridMessages);
  const short = useShort();
  const place = ({ day, start }: Cell) => {
    const row = rows.find((one) => one.is === "period" && one.start === start);
    const when = row?.is === "period" ? words.periodSaid(row.period.name, start) : start;
    return `${words[`long${day}`]}, ${when}`;
  };
  /** As it stands in the cell, so that who speaks to the page can say what is seen. */
  const lesson = (slot: Slot, marks: Marks, thin: boolean, rooms: string, alone: boolean) => {
    const title = slot.title || "–";
    const why = isMarked(marks, slot) ? (whyOf(marks, slot, short) ?? words.notThen) : "";
    const half = slot.weeks === "all" ? "" : words[slot.weeks];
    const said = thin ? words.until(title, timeOf(minutesOf(slot.start) + slot.minutes)) : title;
    const who = [rooms, ...slot.teachers];
    const by = why ? [half, ...(alone ? who : [])] : [...who, half];
    return [said, why, ...by].filter(Boolean).join(", ");
  };
  /** As it is read over the cell. */
  const hangs = ({ title, to, price }: Hanging) =>
    [title, to && words.movesTo(to), price?.fits === false && words.notThen, ...(price?.said ?? [])]
      .filter(Boolean)
      .join(", ");
  return {
    place,
    cell: (cell: Cell, slots: readonly Slot[], marks: Marks, { teacher, was, hanging }: About) => {
      const over = hanging && hangs(hanging);
      const gone = was?.[0] && words.was(was[0].title || "–");
      if (slots.length === 0) return [gone, over, place(cell), words.empty].filter(Boolean).join(", ");
      const thin = !rows.some((one) => one.is === "period" && one.start === cell.start);
      const said = teacher
        ? slots.slice(0, 1).map((slot) => lesson(slot, marks, thin, slots.map(({ room }) => room).join(", "), true))
        : slots.map((slot) => lesson(slot, marks, thin, "", slots.length === 1));
      return [said.join("; "), was && words.changed, over, place(cell)].filter(Boolean).join(", ");
    },
  };
}
