// The start page of a school as a whole, in the states of its answers and to each who comes; and what stands over and under every page where news are old.
import { useMemo } from "react";
import { OldNews, Foot } from "../src/app/Foot";
import { type Live, show } from "../src/api/heard";
import type { Permission } from "../src/api/permissions";
import type { Board, DraftSummary, Me } from "../src/api/schema.gen";
import { TodayPage } from "../src/features/today/TodayPage";
import { UnfitList } from "../src/features/today/Unfit";
import { asked, NEVER } from "./asked";
import {
  broken,
  DAY,
  HARD,
  id,
  lesson,
  local,
  many,
  notReady,
  NOW,
  offline,
  order,
  quota,
  STARTS,
  ZONE,
} from "./fixtures";
import type { Views } from "./main";

const items = many(6, (n) => ({
  key: `7-${n + 1}`,
  lessons: STARTS.map((start) => lesson(`7-${n + 1}`, start, "scheduled")),
}));
const board: Board = {
  date: DAY,
  time_zone: ZONE,
  periods: STARTS.map((start) => {
    const { starts_at, ends_at } = lesson("7-1", start, "scheduled");
    return { starts_at, ends_at, starts_at_local: local(DAY, start), ends_at_local: local(DAY, start) };
  }),
  items,
};
const troubled = order(1, { ready: false, conditions: [notReady] });

/** What each of its questions is answered. */
export const today = {
  "/v1/lessons": { items: [lesson("7-1", "10:00", "scheduled"), lesson("7-2", "14:00", "scheduled")] },
  "/v1/lessons/board": board,
  "/v1/lessons/summary": { by: "state", items: [{ state: "scheduled", lessons: 42 }] },
  "/v1/orders": { items: [troubled] },
  "/v1/usage/quota": quota(60, 92),
};
const all = (answer: unknown) => Object.fromEntries(Object.keys(today).map((path) => [path, answer]));
const page = (answers: Record<string, unknown>, who: Partial<Me> = {}) => asked(<TodayPage />, answers, [], who);
const teaching: Permission[] = ["classrooms:join", "classrooms:read", "lessons:read", "orders:read"];
const paying: Permission[] = ["billing:manage", "billing:read", "orders:read", "usage:read"];

const unfit = (n: number, name?: string): DraftSummary => ({
  id: id("drf", n),
  kind: "order",
  ...(name ? { name } : {}),
  step: "week",
  shared: false,
  mine: true,
  owner: { id: id("mem", 1), name: "林老师" },
  verdict: "does_not_fit",
  created_at: "2026-11-27T01:00:00Z",
  updated_at: "2026-11-28T00:47:00Z",
});
const unfits = [unfit(1, "春季学期 全校"), unfit(2)];

function Told({ heard }: { heard: Live }) {
  useMemo(() => show(heard), [heard]);
  return (
    <div className="stack">
      <OldNews />
      <Foot />
    </div>
  );
}
const told = (state: Live["state"]) => {
  const heard: Live = { state, asOf: NOW };
  return () => <Told heard={heard} />;
};

export const todayViews: Views = {
  "today-page": {
    usual: page(today),
    loading: page(all(NEVER)),
    broken: page(all(broken)),
    offline: page(all(offline)),
    "needs-broken": page({ ...today, "/v1/orders": broken }),
    empty: page({
      ...today,
      "/v1/lessons/board": { ...board, items: [], periods: [] },
      "/v1/lessons/summary": { by: "state", items: [] },
      "/v1/orders": { items: [] },
      "/v1/usage/quota": quota(0, undefined),
    }),
    unfit: page({ ...today, "/v1/drafts": { items: unfits } }),
    teacher: page(today, { role: "teacher", permissions: teaching }),
    billing: page({ ...today, "/v1/lessons/board": broken }, { role: "billing", permissions: paying }),
  },
  unfit: { hard: () => <UnfitList drafts={[...HARD.map((name, n) => unfit(n + 3, name)), ...unfits]} /> },
  news: { live: told("live"), late: told("late"), offline: told("offline"), off: told("off") },
};
