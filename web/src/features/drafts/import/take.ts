// What was read from a spreadsheet put into the document: its classes and their week take the place of what was there.
import { type Doc, subjectsOf } from "../editor/doc";
import { type Keys, linesOf } from "../week-grid/lines";
import type { Reading } from "./paste";

export function taken(doc: Doc, reading: Reading, seats: number, keys: Keys): Doc {
  const known = new Map(doc.rooms.map((room) => [room.key, room]));
  // The last of several lessons in one cell stays: a room has one at a time.
  const cells = new Map(reading.rows.map((row) => [[row.room, row.day, row.start, row.weeks].join("\n"), row]));
  const lines = linesOf([...cells.values()], keys);
  return {
    ...doc,
    rooms: reading.rooms.map((key) => {
      const told = reading.pupils.get(key);
      const room = known.get(key) ?? { key, seats };
      return told ? { ...room, seats: told } : room;
    }),
    lines,
    days: doc.days.filter((day) => !day.rooms),
    changes: [],
    subjects: subjectsOf({ lines, subjects: doc.subjects }),
  };
}
