// What the page says of what ran.
import { messages, some } from "../../ui/language";

export const ranMessages = messages({
  parts: ["Parts of usage", "用量内容"],
  booked: ["Booked", "已预订"],
  ran: ["What ran", "实际运行"],
  spending: ["Spending", "支出"],
  promises: ["Promises kept", "就绪承诺"],
  by: ["By", "按"],
  by_order: ["order", "订单"],
  by_room: ["room", "教室"],
  by_day: ["day", "天"],
  by_cost_group: ["cost group", "费用归属"],
  order: ["Order", "订单"],
  room: ["Room", "教室"],
  day: ["Day", "日期"],
  cost_group: ["Cost group", "费用归属"],
  noGroup: ["none", "无"],
  hours: ["Room-hours", "教室小时"],
  roomHours: [(n: string) => some(n, "room-hour"), (n: string) => `${n} 教室小时`],
  chart: ["Room-hours that ran, by day", "每天实际运行的教室小时"],
  most: [(n: string) => `most ${n}`, (n: string) => `最多 ${n}`],
  until: [
    (at: string) => `Complete until ${at}; later hours are still to come.`,
    (at: string) => `统计至 ${at}，之后的尚未计入。`,
  ],
  unmeasured: ["Nothing was measured yet.", "尚无统计。"],
  cut: ["There is more than is shown: choose fewer days.", "内容过多未全部显示，请缩短日期范围。"],
  emptyTitle: ["Nothing ran in these days", "这些日期没有运行"],
  emptyText: [
    "Hours are counted here once lessons have run in rooms that were up.",
    "教室开放并上课后，时数会显示在这里。",
  ],
});
