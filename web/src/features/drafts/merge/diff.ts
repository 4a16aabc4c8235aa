// What an amendment changes, thing by thing: for the list in the review, and for the fields of the PATCH, which replaces whole fields.
import { canonical, same } from "../../../api/same";
import type { Day, NewRoom, Term } from "../../../api/schema.gen";
import { type Doc, type DraftLine, toOrder } from "../editor/doc";
import { changeId, dayId } from "./merge";

export type Difference =
  | { what: "external_id" | "metadata" | "academic_calendar" | "availability" | "flexible" | "overrun_minutes" }
  | { what: "name"; name: string; before: string }
  | { what: "cost-group"; group: string | undefined; before: string | undefined }
  | { what: "term"; term: Term; before: Term }
  | { what: "room-added" | "room-dropped"; room: NewRoom }
  | { what: "room-changed" | "room-renamed" | "room-noted"; room: NewRoom; before: NewRoom }
  | { what: "line-added" | "line-dropped"; line: DraftLine }
  | { what: "line-changed"; line: DraftLine; before: DraftLine }
  | { what: "day-added" | "day-dropped"; day: Day }
  | { what: "changes"; count: number };

export function differences(before: Doc, now: Doc): Difference[] {
  const found: Difference[] = [];
  const differs = (a: unknown, b: unknown) => !same(a, b);
  if (before.name !== now.name) found.push({ what: "name", name: now.name, before: before.name });
  for (const field of ["external_id", "metadata", "academic_calendar", "flexible", "overrun_minutes"] as const)
    if (differs(before[field], now[field])) found.push({ what: field });
  if ((before.cost_group ?? "") !== (now.cost_group ?? ""))
    found.push({ what: "cost-group", group: now.cost_group, before: before.cost_group });
  if (differs(before.term, now.term)) found.push({ what: "term", term: now.term, before: before.term });
  if (before.always !== now.always) found.push({ what: "availability" });
  compare(before.rooms, now.rooms, (room) => room.key, {
    added: (room) => found.push({ what: "room-added", room }),
    dropped: (room) => found.push({ what: "room-dropped", room }),
    changed: (room, was) => found.push(...ofRoom(was, room)),
  });
  compare(before.lines, now.lines, (line) => line.key, {
    added: (line) => found.push({ what: "line-added", line }),
    dropped: (line) => found.push({ what: "line-dropped", line }),
    changed: (line, was) => found.push({ what: "line-changed", line, before: was }),
  });
  compare(before.days, now.days, (day) => canonical(day) + dayId(day), {
    added: (day) => found.push({ what: "day-added", day }),
    dropped: (day) => found.push({ what: "day-dropped", day }),
    changed: () => undefined,
  });
  const ids = new Set(before.changes.map((one) => changeId(one) + canonical(one)));
  const kept = now.changes.filter((one) => ids.has(changeId(one) + canonical(one))).length;
  const count = before.changes.length - kept + now.changes.length - kept;
  if (count > 0) found.push({ what: "changes", count });
  return found;
}

/** Its pupils, its longer name, and what else is said of it, each by itself. */
function ofRoom(before: NewRoom, room: NewRoom): Difference[] {
  const found: Difference[] = [];
  if (before.seats !== room.seats) found.push({ what: "room-changed", room, before });
  if ((before.name ?? "") !== (room.name ?? "")) found.push({ what: "room-renamed", room, before });
  const rest = ({ seats: _, name: __, ...other }: NewRoom) => other;
  if (!same(rest(before), rest(room))) found.push({ what: "room-noted", room, before });
  return found;
}

function compare<T>(
  before: readonly T[],
  now: readonly T[],
  id: (one: T) => string,
  tell: { added: (one: T) => void; dropped: (one: T) => void; changed: (one: T, before: T) => void },
): void {
  const was = new Map(before.map((one) => [id(one), one]));
  const is = new Set(now.map(id));
  for (const one of now) {
    const old = was.get(id(one));
    if (!old) tell.added(one);
    else if (!same(old, one)) tell.changed(one, old);
  }
  for (const one of before) if (!is.has(id(one))) tell.dropped(one);
}

const FIELDS = [
  "name",
  "external_id",
  "metadata",
  "cost_group",
  "flexible",
  "overrun_minutes",
  "rooms",
  "term",
  "timetable",
];

/** The fields that differ, as `PATCH /v1/orders/{id}` takes them. */
export function patchOf(before: Doc, now: Doc): Record<string, unknown> {
  const [was, is] = [toOrder(before), toOrder(now)] as unknown as Record<string, unknown>[];
  const patch: Record<string, unknown> = {};
  for (const field of FIELDS) if (!same(was?.[field], is?.[field])) patch[field] = is?.[field] ?? null;
  return patch;
}
