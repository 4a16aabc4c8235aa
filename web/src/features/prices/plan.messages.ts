// What pages say of plans, in words that somebody who pays understands.
import { messages } from "../../ui/language";

export const planMessages = messages({
  plan: ["Plan", "方案"],
  onPlan: ["What the institution is on", "当前方案"],
  named: [
    (name: string, number: string) => `${name}, version ${number}`,
    (name: string, number: string) => `${name}，第 ${number} 版`,
  ],
  since: ["Since", "起始"],
  follows: ["What follows", "之后"],
  followsFrom: [
    (name: string, day: string) => `${name}, from ${day}`,
    (name: string, day: string) => `${day} 起：${name}`,
  ],
  chargedFrom: ["Charged from", "开始计费"],
  trial: [(at: string) => `Free until ${at}: the trial.`, (at: string) => `试用期至 ${at}，期间免费。`],
  none: ["On no plan: orders cost nothing.", "未选方案：订单不收费。"],
  plans: ["Plans", "方案"],
  noPlans: ["There are no plans to choose from.", "没有可选的方案。"],
  current: ["This is the plan now", "当前方案"],
  newer: [(number: string) => `Now on version ${number} of it`, (number: string) => `目前为第 ${number} 版`],
  choose: ["Choose", "选择"],
  putOn: ["Put on this plan", "改用此方案"],
  keepOrders: ["What is ordered already keeps the prices that it was ordered by.", "已下的订单保持下单时的价格。"],
  // What a version says
  per: [(amount: string, unit: string) => `${amount} ${unit}`, (amount: string, unit: string) => `${unit} ${amount}`],
  m_month: ["a month", "每月"],
  m_term: ["an order, once for its term", "每个订单，整学期一次"],
  m_room_terms: ["a room, once for its term", "每间教室，整学期一次"],
  m_booked_room_hours: ["an hour of lessons in one room, as booked", "每间教室每课时小时，按预订"],
  m_booked_seat_hours: ["a seat for an hour of lessons, as booked", "每席位每课时小时，按预订"],
  m_room_hours: ["an hour of lessons in which a room ran", "每间教室每小时，按实际运行"],
  m_used_seat_hours: ["an hour that somebody sat in a seat", "每席位每小时，按实际使用"],
  m_recorded_gib_days: ["a GiB of recordings for a day", "录像每 GiB 每天"],
  m_egress_gib: ["a GiB that rooms sent", "教室流量每 GiB"],
  includedOrder: [(n: string) => `the first ${n} of each order are free`, (n: string) => `每个订单前 ${n} 免费`],
  includedMonth: [(n: string) => `the first ${n} of each month are free`, (n: string) => `每月前 ${n} 免费`],
  graduated: ["each at the price of its step", "分段计价"],
  volume: ["all at the price of the step that their number reaches", "按总量所在档位计价"],
  upTo: [(n: string, amount: string) => `up to ${n}: ${amount}`, (n: string, amount: string) => `${n} 以内：${amount}`],
  above: [(amount: string) => `above: ${amount}`, (amount: string) => `以上：${amount}`],
  every: [(amount: string) => `all: ${amount}`, (amount: string) => `全部：${amount}`],
  once: [
    (each: string, flat: string) => `${each}, and ${flat} once`,
    (each: string, flat: string) => `${each}，另加一次性 ${flat}`,
  ],
  minimum: [(amount: string) => `At least ${amount} a month.`, (amount: string) => `每月至少 ${amount}。`],
  trialDays: [
    (n: number, text: string) => (n === 1 ? "The first day is free." : `The first ${text} days are free.`),
    (_n: number, text: string) => `前 ${text} 天免费。`,
  ],
  promise: [
    (percent: string) => `A room that is not ready when its lesson begins: ${percent} of it back.`,
    (percent: string) => `教室未在上课时就绪：返还该课费用的 ${percent}。`,
  ],
  promiseAll: [
    (percent: string, minutes: string) =>
      `A room that is not ready when its lesson begins: ${percent} of it back, and all of it from ${minutes} minutes late.`,
    (percent: string, minutes: string) =>
      `教室未在上课时就绪：返还该课费用的 ${percent}，迟到 ${minutes} 分钟起全额返还。`,
  ],
  // The move
  moveTo: [(name: string) => `Move to ${name}`, (name: string) => `改用“${name}”`],
  when: ["From when on", "何时生效"],
  now: ["today", "今天"],
  nextMonth: ["the first of next month", "下月一日"],
  fallsLater: [
    "A month of it costs no more than one of the plan now: it counts when the month is over, or a whole one after a move up.",
    "其月费不高于当前方案，须待本月结束后生效；刚升级方案的，须再满一个整月。",
  ],
  fromDay: [(day: string) => `It counts from ${day} on.`, (day: string) => `自 ${day} 起生效。`],
  monthly: ["Monthly prices", "月费"],
  month: ["Month", "月份"],
  thisMonth: ["This month", "本月"],
  theNext: ["Next month", "下月"],
  asIs: ["As it stands", "维持现状"],
  with: ["With the move", "更换后"],
  days: [
    (title: string, days: string, of: string, from: string, to: string) =>
      `${title}: ${days} of ${of} days, ${from} – ${to}`,
    (title: string, days: string, of: string, from: string, to: string) =>
      `${title}：${of} 天中的 ${days} 天，${from} – ${to}`,
  ],
  atLeast: [(amount: string) => `At least ${amount}`, (amount: string) => `最低消费 ${amount}`],
  ordersKept: [
    (n: number, text: string) =>
      n === 1
        ? "1 order in force keeps the prices that it was ordered by."
        : `${text} orders in force keep the prices that they were ordered by.`,
    (_n: number, text: string) => `${text} 个生效订单保持下单时的价格。`,
  ],
  cancel: ["Cancel", "取消"],
  moving: ["Moving…", "正在更换…"],
  moved: [(name: string) => `The plan is ${name} now.`, (name: string) => `已更换为“${name}”。`],
});
