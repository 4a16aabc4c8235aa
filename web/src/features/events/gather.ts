// Rooms open one after another within seconds: what was told of them in one minute is one line of a history.
import type { EventView } from "../../api/schema.gen";

const ROOMS = new Set<string>(["classrooms.available", "classrooms.unavailable"]);

/** Newest first, as given. */
export function gathered(events: readonly EventView[]): EventView[] {
  const lines: EventView[] = [];
  for (const event of events) {
    const before = lines.findLast((line) => line.type === event.type && line.at.slice(0, 16) === event.at.slice(0, 16));
    if (!before || !ROOMS.has(event.type)) lines.push(event);
    else {
      const rooms = [...new Set([...roomsOf(before), ...roomsOf(event)])];
      lines[lines.indexOf(before)] = {
        ...before,
        data: { ...before.data, classrooms: rooms } as unknown as EventView["data"],
      };
    }
  }
  return lines;
}

function roomsOf(event: EventView): unknown[] {
  const rooms = (event.data as Record<string, unknown>)["classrooms"];
  return Array.isArray(rooms) ? rooms : [];
}
