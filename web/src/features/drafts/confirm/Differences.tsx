// What an amendment changes, as a list.
import type { Term } from "../../../api/schema.gen";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import css from "../editor/editor.module.css";
import { dayInWords, lineInWords } from "../editor/words";
import type { Difference } from "../merge/diff";
import { draftMessages } from "../messages";
import { gridMessages } from "../week-grid/messages";

export function Differences({ items }: { items: readonly Difference[] }) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const format = useFormat();
  const term = ({ first_day: from, last_day: to }: Term) => `${format.date(from, "year")} – ${format.date(to, "year")}`;
  const say = (one: Difference): string => {
    switch (one.what) {
      case "name":
        return words["d-name"](one.before, one.name);
      case "term":
        return words["d-term"](term(one.before), term(one.term));
      case "room-added":
      case "room-dropped":
        return words[`d-${one.what}`](one.room.key);
      case "room-changed":
        return words["d-room-changed"](one.room.key, format.count(one.before.seats), format.count(one.room.seats));
      case "line-added":
      case "line-dropped":
        return words[`d-${one.what}`](lineInWords(one.line, grid, format));
      case "line-changed":
        return words["d-line-changed"](lineInWords(one.before, grid, format), lineInWords(one.line, grid, format));
      case "day-added":
      case "day-dropped":
        return words[`d-${one.what}`](dayInWords(one.day, words, format));
      case "changes":
        return words["d-changes"](one.count, format.count(one.count));
      default:
        return words[`d-${one.what}`];
    }
  };
  return (
    <ul className={css["says"]}>
      {items.map((one, index) => (
        <li key={index}>
          <bdi>{say(one)}</bdi>
        </li>
      ))}
    </ul>
  );
}
