import { messages } from "../../ui/language";

export const noticeMessages = messages({
  notices: ["Notices", "通知"],
  noticesText: [
    "Each goes to the e-mail of the billing details, or else to the owners.",
    "发送至开票信息中的电子邮箱；未填写时发送给所有者。",
  ],
  when: ["When", "时间"],
  what: ["What", "内容"],
  writtenTo: ["Written to", "收件人"],
  nobody: ["nobody, shown here alone", "未发送邮件，仅在此显示"],
  onItsWay: ["on its way", "发送中"],
  invoiceIssued: [
    (amount: string, day: string) => `Invoice of ${amount}, due on ${day}`,
    (amount: string, day: string) => `账单 ${amount}，${day}到期`,
  ],
  nothingDue: ["Invoice of which nothing is to be paid", "账单，无需付款"],
  paymentReceived: [(amount: string) => `${amount} came in`, (amount: string) => `已收到 ${amount}`],
  pastDue: [
    (amount: string, until: string) => `${amount} overdue, suspended from ${until}`,
    (amount: string, until: string) => `逾期 ${amount}，${until}起暂停`,
  ],
  trialEnding: [
    (on: string) => `The trial ends on ${on}, and the plan is charged from then on`,
    (on: string) => `试用将于 ${on} 结束，此后按方案收费`,
  ],
  ending: [(on: string) => `The plan ends on ${on}`, (on: string) => `方案将于 ${on} 结束`],
  cancelled: ["The plan has ended", "方案已结束"],
  cancelledUntil: [
    (on: string) => `The plan has ended, and data can be taken out until ${on}`,
    (on: string) => `方案已结束，数据可导出至 ${on}`,
  ],
  purgeDue: [(on: string) => `All data is removed on ${on}`, (on: string) => `所有数据将于 ${on} 清除`],
  purged: ["All data was removed", "所有数据已清除"],
  suspendedFor: [(amount: string) => `Suspended: ${amount} overdue`, (amount: string) => `已暂停：逾期 ${amount}`],
});
