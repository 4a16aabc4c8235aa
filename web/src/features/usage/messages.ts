// What the page of usage says.
import { messages } from "../../ui/language";

export const usageMessages = messages({
  usage: ["Usage", "用量"],
  quota: ["Quota", "配额"],
  liveOrders: ["Orders in force", "生效订单"],
  perOrder: ["Rooms in one order, at most", "单个订单教室上限"],
  calendar: ["Booked", "已预订"],
  from: ["From", "起始日期"],
  to: ["To", "截止日期"],
  resolution: ["By", "粒度"],
  slot: ["five minutes", "五分钟"],
  hour: ["hour", "小时"],
  day: ["day", "天"],
  rooms: ["Rooms", "教室"],
  seats: ["Seats", "席位"],
  roomsLower: ["rooms", "间教室"],
  seatsLower: ["seats", "个席位"],
  limit: [(text: string) => `limit ${text}`, (text: string) => `上限 ${text}`],
  chart: [(what: string) => `${what} booked over time`, (what: string) => `${what}预订随时间变化`],
  peaks: ["Peaks", "高峰"],
  peakLine: [
    (when: string, booked: string, what: string) => `${when}: ${booked} ${what}`,
    (when: string, booked: string, what: string) => `${when}：${booked} ${what}`,
  ],
  madeUpOf: ["Made up of", "构成"],
  order: ["Order", "订单"],
  steps: ["In numbers", "数字明细"],
  time: ["Time", "时间"],
  nothing: ["Nothing is booked in these days.", "这些日期没有预订。"],
  ofLimit: [
    (used: string, limit: string) => `${used} / ${limit}`,
    (used: string, limit: string) => `${used} / ${limit}`,
  ],
});
