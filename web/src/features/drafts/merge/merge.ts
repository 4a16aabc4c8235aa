// Two people changed one order: what only one side touched is taken from that side, rooms, lines, days and changes each by themselves; the rest is left to
// be chosen. Nothing that anybody did is lost without being asked for.
import { same } from "../../../api/same";
import type { Change, Day } from "../../../api/schema.gen";
import type { Doc } from "../editor/doc";

export type Side = "mine" | "theirs";

export interface Conflict {
  /** `name`, `term`, `rooms/7-1`, `lines/math`. */
  path: string;
  field: keyof Doc;
  /** Of a list: which of its things. */
  id?: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merge {
  doc: Doc;
  conflicts: Conflict[];
}

const WHOLE = [
  "name",
  "kind",
  "region",
  "external_id",
  "metadata",
  "cost_group",
  "flexible",
  "overrun_minutes",
  "term",
  "time_zone",
  "always",
  "academic_calendar",
] as const;
/** Not the order's: the bell schedule and the palette are this editor's alone. */
const OWN = ["bells", "subjects"] as const;

type Named<T> = (one: T) => string;

export const dayId: Named<Day> = (day) => {
  const when = "runs_as" in day ? day.date : `${day.from}–${day.to}`;
  return [when, ...(day.rooms ?? [])].join(" ");
};
export const changeId: Named<Change> = (one) => [one.lesson, one.room, one.on].join(" ");

/** Of one value: the side that changed it, or nothing where both did and differ. */
function decide<T>(base: T, mine: T, theirs: T): { value: T } | undefined {
  if (same(mine, theirs) || same(base, theirs)) return { value: mine };
  if (same(base, mine)) return { value: theirs };
  return undefined;
}

type Choose = (conflict: Conflict) => Side;

/** `choose` decides where both sides changed the same thing; every such place is in `conflicts` too. */
export function merge(base: Doc, mine: Doc, theirs: Doc, choose: Choose = () => "mine"): Merge {
  const conflicts: Conflict[] = [];
  const settle = <T>(conflict: Conflict, value: { value: T } | undefined): T => {
    if (value) return value.value;
    conflicts.push(conflict);
    return (choose(conflict) === "mine" ? conflict.mine : conflict.theirs) as T;
  };
  const doc: Record<string, unknown> = {};
  for (const field of WHOLE) {
    const [b, m, t] = [base[field], mine[field], theirs[field]];
    const value = settle({ path: field, field, base: b, mine: m, theirs: t }, decide<unknown>(b, m, t));
    if (value !== undefined) doc[field] = value;
  }
  for (const field of OWN) doc[field] = mine[field];
  const list = <T>(field: keyof Doc, id: Named<T>) => {
    const lists = [base, mine, theirs].map((one) => one[field] as unknown as T[]) as [T[], T[], T[]];
    doc[field] = mergeList(lists, id, (name, b, m, t) =>
      settle({ path: `${field}/${name}`, field, id: name, base: b, mine: m, theirs: t }, decide(b, m, t)),
    );
  };
  list<Doc["rooms"][number]>("rooms", (room) => room.key);
  list<Doc["lines"][number]>("lines", (line) => line.key);
  list<Day>("days", dayId);
  list<Change>("changes", changeId);
  return { doc: doc as unknown as Doc, conflicts };
}

function mergeList<T>(
  [base, mine, theirs]: [T[], T[], T[]],
  id: Named<T>,
  settle: (name: string, base: T | undefined, mine: T | undefined, theirs: T | undefined) => T | undefined,
): T[] {
  const [b, m, t] = [base, mine, theirs].map((list) => new Map(list.map((one) => [id(one), one]))) as [
    Map<string, T>,
    Map<string, T>,
    Map<string, T>,
  ];
  const names = [...new Set([...m.keys(), ...t.keys(), ...b.keys()])];
  return names.flatMap((name) => {
    const kept = settle(name, b.get(name), m.get(name), t.get(name));
    return kept === undefined ? [] : [kept];
  });
}
