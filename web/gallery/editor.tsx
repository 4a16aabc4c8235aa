// The editor's verdict in every state, what a carried lesson says over a cell, what differs, and the names of a conflict.
import { Differences } from "../src/features/drafts/confirm/Differences";
import { MadeStrip } from "../src/features/drafts/confirm/Made";
import { MergeSheet } from "../src/features/drafts/confirm/MergeSheet";
import { type Doc, emptyDoc } from "../src/features/drafts/editor/doc";
import { FlexibleFields } from "../src/features/drafts/editor/FlexibleFields";
import { WrongFields } from "../src/features/drafts/editor/WrongFields";
import { Verdict } from "../src/features/drafts/quote/Verdict";
import type { Verdict as Found } from "../src/features/drafts/quote/useQuote";
import type { MovePrice } from "../src/features/drafts/quote/use-move-price";
import { Ghost } from "../src/features/drafts/week-grid/Token";
import week from "../src/features/drafts/week-grid/week.module.css";
import type { Alternative, Price, Quote, Violation } from "../src/api/schema.gen";
import { asked } from "./asked";
import { broken, failure, HARD, id, local, LONG, many, offline, quota, utc } from "./fixtures";
import type { Views } from "./main";

const ways: Alternative[] = ["Start at 09:50 instead", "以 48 个席位代替 50 个", LONG].map((message) => ({
  change: {},
  explain: { code: "start", message, params: {} } as unknown as Alternative["explain"],
}));
const violations: Violation[] = ["Mon 08:55: 2 rooms too many.", "Thu 10:55: 2 rooms too many.", LONG].map(
  (message) => ({ message }),
);
const unbooked: Quote = {
  feasible: true,
  alternatives: [],
  alternatives_complete: true,
  violations: [],
  warnings: [],
  fit: [],
  lessons_total: 46_080,
  demand_peak: { at: utc(local("2026-12-06", "08:55")), rooms: 60, seats: 3_000 },
};
const base: Quote = { ...unbooked, quota_peak: fullest(72) };

function fullest(rooms: number): NonNullable<Quote["quota_peak"]> {
  const at = utc(local("2026-12-09", "10:55"));
  return { rooms: { at, used: rooms, limit: 120 }, seats: { at, used: 50 * rooms, limit: 8_000 } };
}

const refused: Quote = {
  ...unbooked,
  feasible: false,
  violations: violations.slice(0, 2),
  alternatives: ways.slice(0, 2),
};

const price: Price = {
  amount_minor: 4_563,
  currency: "CNY",
  estimated_minor: 2_850,
  plan_version: "plv_1",
  lines: [
    { price: "rooms", title: "教室（整学期）", meter: "room_terms", quantity: "1", unit: "room" },
    { price: "seats", title: LONG, meter: "booked_seat_hours", quantity: "712.5", unit: "seat_hour" },
    { price: "hours", title: HARD[1], meter: "room_hours", quantity: "14.25", unit: "room_hour", estimate: true },
  ].map((line) => ({ estimate: false, amount_minor: 2_850, ...line })) as Price["lines"],
};

const doc = emptyDoc("Asia/Shanghai");

const actions = {
  placed: () => () => undefined,
  fill: () => undefined,
  field: () => undefined,
  preview: () => undefined,
  take: () => undefined,
  undo: () => undefined,
  moves: () => ({ here: 2, elsewhere: ["7-2", HARD[1], "7-4"] }),
  show: () => undefined,
};
/** As wide as beside the week. */
const verdict =
  (found: Found, again = false, limit = 100) =>
  () => (
    <aside style={{ maxWidth: "19rem" }}>
      <Verdict
        found={found}
        doc={doc}
        missing={found.is === "lacking" ? found.what : []}
        quota={quota(0, 30, limit)}
        again={again}
        zone="Asia/Shanghai"
        actions={actions}
      />
    </aside>
  );
const wrongFields = [LONG, HARD[1], "The last day is before the first."].map((detail, index) => ({
  pointer: `/rooms/${index}/key`,
  detail,
}));
const fields = many(9, (n) => ({
  pointer: `/rooms/${n}/key`,
  code: "too_long",
  params: {},
  detail: n === 0 ? LONG : `Room ${n}: too long.`,
}));

/** Over the first of some cells, as narrow as they become. */
const carried = (title: string, price: Pick<MovePrice, "fits" | "said">) => () => (
  <table className={week["week"]}>
    <tbody>
      {[0, 1].map((row) => (
        <tr key={row}>
          {[0, 1, 2].map((column) => (
            <td key={column}>{row + column === 0 && <Ghost title={title} price={price} />}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

/** A shared draft that somebody else ordered. */
const made = (name: string, amends: boolean) => () => (
  <MadeStrip
    made={{
      order_id: id("ord", 1),
      at: "2026-11-28T00:47:00Z",
      by: { type: "user", id: id("mem", 2), name },
    }}
    amends={amends}
    busy={false}
    onAnother={() => undefined}
  />
);

const opened: Doc = { ...doc, name: "秋季学期 七年级", rooms: [{ key: "7-1", seats: 50 }] };
/** Amended by two: what both touched is chosen. */
const merge = (mine: Partial<Doc>, theirs: Partial<Doc>) =>
  asked(
    <MergeSheet
      order={id("ord", 1)}
      base={opened}
      mine={{ ...opened, ...mine }}
      theirs={{ ...opened, ...theirs }}
      onMerged={() => undefined}
      onClose={() => undefined}
    />,
    { [`/v1/orders/${id("ord", 1)}/generations`]: { items: [] } },
  );

export const editorViews: Views = {
  merge: {
    apart: merge({ name: "秋季学期 七年级（新）" }, { rooms: [...opened.rooms, { key: "7-2", seats: 48 }] }),
    both: merge(
      { name: "秋季学期 七年级（新）", rooms: [{ key: "7-1", seats: 48 }] },
      { name: "秋季学期 七年级与八年级", rooms: [{ key: "7-1", seats: 55 }] },
    ),
    hard: merge({ name: LONG }, { name: HARD[1] }),
  },
  verdict: {
    lacking: verdict({ is: "lacking", what: ["rooms", "region", "term", "lessons"] }),
    same: verdict({ is: "same" }),
    checking: verdict({ is: "checking" }),
    again: verdict({ is: "checking", last: base }),
    fits: verdict({ is: "quoted", quote: base }),
    tight: verdict({ is: "quoted", quote: { ...base, quota_peak: fullest(117) } }),
    refused: verdict({ is: "quoted", quote: refused }, true),
    long: verdict({
      is: "quoted",
      quote: { ...refused, violations: many(12, (n) => violations[n % 3]!), alternatives: ways },
    }),
    amended: verdict({
      is: "quoted",
      quote: {
        ...base,
        demand_peak_before: base.demand_peak!,
        difference: { items: [], lessons_added: 221, lessons_removed: 1_440, lessons_moved: 1_440 },
      },
    }),
    priced: verdict({ is: "quoted", quote: { ...base, price } }),
    dearer: verdict({ is: "quoted", quote: { ...base, price, price_before: { ...price, amount_minor: 3_000 } } }),
    invalid: verdict({
      is: "invalid",
      failure: failure("invalid", 422, { title: "The order is not valid.", errors: fields }),
    }),
    broken: verdict({ is: "failed", failure: broken }),
    offline: verdict({ is: "failed", failure: offline }),
  },
  made: { usual: made("陈老师", false), amended: made("陈老师", true), hard: made(LONG, false) },
  carried: {
    fits: carried("语文", { fits: true, said: ["60 → 61 of 100 rooms"] }),
    priced: carried("语文", { fits: true, said: ["1,060 → 1,061 of 2,000 rooms", "¥4,563.00 → ¥4,612.50"] }),
    refused: carried("语文", { fits: false, said: ["60 → 61 of 100 rooms"] }),
    hard: carried(LONG, {
      fits: false,
      said: ["1,000,060 → 1,000,061 of 2,000,000 rooms", "¥1,204,563.00 → ¥1,204,612.50"],
    }),
  },
  differences: {
    hard: () => (
      <Differences
        items={[
          { what: "name", name: HARD[1], before: LONG },
          ...HARD.map((key) => ({ what: "room-added" as const, room: { key, seats: 50 } })),
          {
            what: "term",
            term: { first_day: "2026-09-01", last_day: "2027-01-18" },
            before: { first_day: "2026-09-02", last_day: "2027-01-20" },
          },
          { what: "changes", count: 12 },
          { what: "flexible" },
          { what: "overrun_minutes" },
        ]}
        before={doc}
        now={doc}
      />
    ),
  },
  flexible: {
    empty: () => <FlexibleFields flexible={undefined} onChange={() => undefined} />,
    bounded: () => <FlexibleFields flexible={{ minutes: 30, days: 0 }} onChange={() => undefined} />,
  },
  wrong: { hard: () => <WrongFields sentences={wrongFields} /> },
};
