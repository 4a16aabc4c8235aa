// What the price of an order says, wherever one is shown.
import { messages, some } from "../../ui/language";

export const priceMessages = messages({
  costGroup: ["Cost group", "费用归属"],
  costGroupHint: ["Optional: whom you count it for, such as a grade or a department.", "可不填：例如年级或教研组。"],
  saysCostGroup: [(group: string) => `Counted for ${group}.`, (group: string) => `费用归属：${group}。`],
  price: ["Price", "价格"],
  costs: ["What it costs", "费用"],
  lines: ["What it is made of", "费用明细"],
  binding: ["Binding, before tax", "确定金额，不含税"],
  estimated: ["Estimate for what will run", "按实际运行预估"],
  estimatedShort: [(amount: string) => `${amount} for what runs`, (amount: string) => `按实际运行 ${amount}`],
  estimate: ["estimate", "预估"],
  estimateHint: ["Charged is what really runs.", "按实际运行收取。"],
  awaited: ["The price is being worked out.", "正在计算价格。"],
  freeNow: ["nothing", "免费"],
  change: [(from: string, to: string) => `${from} → ${to}`, (from: string, to: string) => `${from} → ${to}`],
  more: [(amount: string) => `${amount} more than now`, (amount: string) => `比现在多 ${amount}`],
  less: [(amount: string) => `${amount} less than now`, (amount: string) => `比现在少 ${amount}`],
  sameAsNow: ["The same as now", "与现在相同"],
  validUntil: [(at: string) => `This price holds until ${at}.`, (at: string) => `此价格有效期至 ${at}。`],
  planVersion: ["Bought by plan version", "方案版本"],
  plan: [
    (name: string, number: string) => `${name}, version ${number}`,
    (name: string, number: string) => `${name}，第 ${number} 版`,
  ],
  changed: ["The price has changed", "价格已变"],
  changedFrom: [
    (from: string, to: string) => `You were shown ${from}. It costs ${to} now.`,
    (from: string, to: string) => `此前显示 ${from}，现在为 ${to}。`,
  ],
  changedAsk: [
    "Nothing was ordered, and what you filled in is kept. Confirm again if you agree.",
    "尚未下单，填写的内容已保留。如同意请再次确认。",
  ],
  // Quantities
  month: [(n: string) => some(n, "month"), (n: string) => `${n} 个月`],
  order: [(n: string) => some(n, "order"), (n: string) => `${n} 个订单`],
  room: [(n: string) => some(n, "room"), (n: string) => `${n} 间教室`],
  room_hour: [(n: string) => some(n, "room-hour"), (n: string) => `${n} 教室小时`],
  seat_hour: [(n: string) => some(n, "seat-hour"), (n: string) => `${n} 席位小时`],
  gib_day: [(n: string) => some(n, "GiB-day"), (n: string) => `${n} GiB·天`],
  gib: [(n: string) => `${n} GiB`, (n: string) => `${n} GiB`],
});
