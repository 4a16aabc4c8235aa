// The words that stand in the documents before any script runs: [en, zh-CN].
const DAY_MS = 86_400_000;

/** Names of days or months, from a Sunday in the middle of January on: a browser that has to make them itself before the first paint needs a tenth of a second for it. */
function named(language: string, count: number, stepDays: number, part: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(language, { ...part, timeZone: "UTC" });
  return Array.from({ length: count }, (_, at) => format.format(Date.UTC(2023, 0, 15) + at * stepDays * DAY_MS)).join(
    "|",
  );
}

export const FIRST: Record<string, readonly [string, string]> = {
  date: ["{w} {d} {m}", "{m}{d}日{w}"],
  weekdays: [named("en-GB", 7, 1, { weekday: "long" }), named("zh-CN", 7, 1, { weekday: "long" })],
  months: [named("en-GB", 12, 30.5, { month: "long" }), named("zh-CN", 12, 30.5, { month: "numeric" })],
  // Titles of pages whose address says them: messages.test.ts holds them against the pages' own.
  orders: ["Orders", "订单"],
  classrooms: ["Classrooms", "教室"],
  usage: ["Usage", "用量"],
  settings: ["Settings", "设置"],
  ops: ["Next bell", "下一次铃响"],
  // What the field says by which orders are searched.
  find: ["Name, class, your number", "名称、班级、自编号"],
  promise: ["Every classroom ready", "铃响之前"],
  kept: ["before the bell rings", "每间教室都已备好"],
  explanation: ["Order a term of live classrooms from your timetable.", "从课表出发，订好一个学期的直播教室。"],
  skip: ["Skip to the page", "跳到正文"],
  noscript: ["This page needs JavaScript.", "此页面需要启用 JavaScript。"],
};
