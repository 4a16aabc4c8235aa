import { messages } from "../../ui/language";

export const calendarMessages = messages({
  none: ["No calendar yet", "还没有校历"],
  noneText: [
    "Plan days off and make-up days once. Orders that follow the calendar change with it.",
    "停课日和调课日只需安排一次，遵循校历的订单会随之更改。",
  ],
  make: ["New calendar", "新建校历"],
  name: ["Name", "名称"],
  nameHint: ["Such as 2026/27", "例如 2026–2027 学年"],
  follows: [
    (n: number, text: string) => (n === 1 ? "1 order follows it" : `${text} orders follow it`),
    (_n: number, text: string) => `${text} 个订单遵循`,
  ],
  nobodyFollows: [
    "No order follows it. Choose it among the days of an order.",
    "还没有订单遵循此校历，可在订单的“日期”中选择。",
  ],
  days: ["Days that differ", "特殊日期"],
  noDays: ["No days differ.", "没有特殊日期。"],
  off: ["Closed", "停课"],
  asDay: [(day: string) => `Runs as ${day}`, (day: string) => `按${day}上课`],
  day: ["Day", "日期"],
  what: ["What", "安排"],
  range: [(from: string, to: string) => `${from} – ${to}`, (from: string, to: string) => `${from} 至 ${to}`],
  close: ["Close days", "停课"],
  closeTitle: ["Close days", "停课"],
  closeIt: ["Close these days", "设为停课"],
  from: ["From", "从"],
  to: ["To", "至"],
  toHint: ["One day alone: leave the second field empty.", "仅停一天时，第二项留空。"],
  makeUp: ["Make-up day", "调课日"],
  makeUpTitle: ["A day runs as another", "某日按另一日上课"],
  makeUpIt: ["Set the make-up day", "设为调课日"],
  date: ["Day", "日期"],
  as: ["Runs as", "按此日课表"],
  remove: ["Remove", "移除"],
  removeTitle: ["Remove from the calendar", "从校历移除"],
  removeIt: ["Remove from the calendar", "从校历移除"],
  checking: ["Working out what it changes", "正在计算影响"],
  changesNothing: ["No lesson changes.", "没有课受影响。"],
  lessons: [
    (removed: string, added: string) =>
      [removed !== "0" ? `${removed} lessons fall away` : "", added !== "0" ? `${added} are added` : ""]
        .filter(Boolean)
        .join(", ") + ".",
    (removed: string, added: string) =>
      [removed !== "0" ? `取消 ${removed} 节课` : "", added !== "0" ? `新增 ${added} 节课` : ""]
        .filter(Boolean)
        .join("，") + "。",
  ],
  hinders: ["These orders stand in the way; nothing changes.", "以下订单妨碍更改，不会作任何改动。"],
  closing: ["Changing", "正在更改"],
});
