// Drafts as the editor writes them, made over the API: a story begins at the point that it is about.
import { addDays, mondayOf, weekOf } from "../../src/api/days";
import { WEEKDAYS, type Weekday } from "../../src/features/drafts/days/term";
import { emptyDoc, fromOrder, type Doc, type DraftLine } from "../../src/features/drafts/editor/doc";
import { Caller, type Person } from "./api";
import { day } from "./orders";
import { REGION, ZONE } from "./place";

/** Two or three months from now, whenever that is: from a Monday to the Wednesday nineteen weeks on. */
const MONDAY = mondayOf(weekOf(day(80)));
export const TERM = { first_day: MONDAY, last_day: addDays(MONDAY, 18 * 7 + 2) };
/** A Monday of it. */
export const HOLIDAY = addDays(MONDAY, 6 * 7);
const [MAY, MADE_UP] = [addDays(MONDAY, 10 * 7), addDays(MONDAY, 10 * 7 + 5)];
const SUBJECTS = ["语文", "数学", "英语", "物理", "体育", "美术", "历史", "生物"];
const STARTS = ["08:00", "08:55", "10:00", "10:55", "14:00", "14:55"];

export function line(title: string, days: Weekday[], start: string, fields: Partial<DraftLine> = {}): DraftLine {
  const key = `${title}-${start}-${days.join("")}`.slice(0, 60);
  const bare = { key, title, rooms: null, teachers: [`${title}老师`], start, minutes: 45 };
  return { ...bare, when: { days, weeks: "all" as const }, ...fields } as DraftLine;
}

export function classes(count: number, grade = 8): Doc["rooms"] {
  return Array.from({ length: count }, (_, index) => ({ key: `${grade}-${index + 1}`, seats: 50 }));
}

/** Twelve classes with one lesson on Monday. */
export function doc(fields: Partial<Doc> = {}): Doc {
  return {
    ...emptyDoc(ZONE),
    name: "Spring, grade 8",
    region: REGION,
    rooms: classes(12),
    term: TERM,
    lines: [line("Maths", ["MO"], "08:00", { teachers: ["Mr Chen"] })],
    ...fields,
  };
}

/** A week that is full, with halves and a time of its own. */
function week(): DraftLine[] {
  const lines = STARTS.flatMap((start, row) =>
    WEEKDAYS.slice(0, 5).map((day, column) => line(SUBJECTS[(row * 3 + column * 5) % 8] ?? "", [day], start)),
  ).filter((_, index) => index % 7 !== 3);
  const last = lines.pop();
  if (last) {
    lines.push({ ...last, key: "a", when: { days: ["FR"], weeks: "A" } });
    lines.push({ ...last, key: "b", title: "美术", when: { days: ["FR"], weeks: "B" } });
  }
  return [...lines, line("社团", ["WE"], "17:40", { rooms: ["8-1"] })];
}

const DAYS: Doc["days"] = [
  { off: true, from: HOLIDAY, to: HOLIDAY },
  { off: true, from: MAY, to: addDays(MAY, 2) },
  { date: MADE_UP, runs_as: MAY },
];

/** Keeps it as a draft of that person and answers its id. */
export async function keepDraft(owner: Person, kept: Doc, step = "week", fields: object = {}): Promise<string> {
  const caller = await Caller.signIn(owner);
  const name = kept.name ? { name: kept.name.slice(0, 200) } : {};
  const body = { kind: "order", step, body: { v: 1, doc: kept }, ...name, ...fields };
  return (await caller.send("POST", "/v1/drafts", { body })).id;
}

/** What is pictured: a draft that is empty, one that fits, one that does not, one that amends the order. */
export async function pictured(owner: Person, order: string) {
  const base = fromOrder(await (await Caller.signIn(owner)).send("GET", `/v1/orders/${order}`));
  const [first, , ...others] = base.lines;
  if (!first) throw new Error("the order to be amended has no lines");
  const amended: Doc = {
    ...base,
    name: "秋季学期 七年级（调课）",
    rooms: [...base.rooms, { key: "7-13", seats: 48 }],
    lines: [{ ...first, start: "09:00" }, ...others, line("社团", ["WE"], "17:40")],
  };
  const full = { lines: week(), days: DAYS };
  return {
    empty: await keepDraft(owner, emptyDoc(ZONE), "source"),
    draft: await keepDraft(owner, doc({ name: "春季学期 八年级", ...full })),
    refused: await keepDraft(owner, doc({ name: "春季学期 全校", rooms: classes(89), ...full })),
    amendment: await keepDraft(owner, amended, "review", {
      kind: "amendment",
      base: { order_id: order, etag: '"0.0"' },
      body: { v: 1, doc: amended, base },
    }),
  };
}
