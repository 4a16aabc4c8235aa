import { messages } from "../../../ui/language";

export const creditMessages = messages({
  credits: ["Credits", "抵扣额"],
  text: ["The next invoices use what is left.", "余额用于抵扣后续账单。"],
  given: ["Given on", "发放日"],
  reason: ["For what", "原因"],
  until: ["Good until", "有效期至"],
  forever: ["no end", "不过期"],
  amount: ["Amount", "金额"],
  left: ["Left", "余额"],
  nothingLeft: ["Nothing left", "无余额"],
  expired: [(amount: string) => `${amount} expired`, (amount: string) => `${amount} 已过期`],
  revoked: [(day: string) => `Taken back on ${day}`, (day: string) => `${day}已收回`],
  leftOf: [(left: string) => `${left} left`, (left: string) => `余额 ${left}`],
  promise: ["Rooms were not ready in time", "教室未按时就绪"],
  month: ["An invoice gave back more than it asked for", "账单退补金额大于应收"],
  note: [(number: string) => `Credit note ${number}`, (number: string) => `贷项通知单 ${number}`],
  surplus: ["More was paid than was owed", "付款超出待付金额"],
  surplusOf: [
    (number: string) => `More was paid than invoice ${number} asked for`,
    (number: string) => `付款超出账单 ${number} 的待付金额`,
  ],
});
