// What an amendment changes, as a list.
import type { Term } from "../../../api/schema.gen";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import css from "../editor/editor.module.css";
import { dayInWords, lineInWords } from "../editor/words";
import type { Doc } from "../editor/doc";
import type { Difference } from "../merge/diff";
import { same } from "../../../api/same";
import { conflictMessages } from "./conflict.messages";
import { draftMessages } from "../messages";
import { roomsOf } from "../week-grid/lines";
import { gridMessages } from "../week-grid/messages";

interface DifferencesProps {
  items: readonly Difference[];
  /** Of the order as it was opened, and of the draft. */
  before: Doc;
  now: Doc;
}

export function Differences({ items, before, now }: DifferencesProps) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const rooms = useMessages(conflictMessages);
  const format = useFormat();
  const term = ({ first_day: from, last_day: to }: Term) => `${format.date(from, "year")} – ${format.date(to, "year")}`;
  const say = (one: Difference): string => {
    switch (one.what) {
      case "name":
        return words["d-name"](one.before, one.name);
      case "cost-group":
        return words["d-cost-group"](one.before || words.nothing, one.group || words.nothing);
      case "term":
        return words["d-term"](term(one.before), term(one.term));
      case "room-added":
      case "room-dropped":
        return words[`d-${one.what}`](one.room.key);
      case "room-changed":
        return words["d-room-changed"](one.room.key, format.count(one.before.seats), format.count(one.room.seats));
      case "room-renamed":
        return rooms.renamed(one.room.key, one.before.name ?? words.nothing, one.room.name ?? words.nothing);
      case "room-noted":
        return rooms.noted(one.room.key);
      case "line-added":
      case "line-dropped":
        return words[`d-${one.what}`](lineInWords(one.line, grid, format));
      case "line-changed": {
        const [was, is] = [roomsOf(one.before, before.rooms), roomsOf(one.line, now.rooms)];
        const [out, joined] = [was.filter((room) => !is.includes(room)), is.filter((room) => !was.includes(room))];
        const only = same({ ...one.before, rooms: null }, { ...one.line, rooms: null });
        if (only && out.length + joined.length > 0) {
          const line = lineInWords({ ...one.line, rooms: null }, grid, format);
          return words["d-line-rooms"](line, out.join(", "), joined.join(", "));
        }
        return words["d-line-changed"](lineInWords(one.before, grid, format), lineInWords(one.line, grid, format));
      }
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
