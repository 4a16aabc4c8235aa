import { messages } from "../../ui/language";

export const endingMessages = messages({
  mayNot: ["Only owners and who does the billing can change it.", "仅所有者和财务人员可以更改。"],
  hasEnded: [
    "The plan has ended: nothing is charged, no lesson starts and nothing can be ordered. Everything can be read and exported.",
    "方案已结束：不再计费，不再开课，也不能下单。所有内容仍可查看和导出。",
  ],
  renew: ["Renew it from today", "从今天起续订"],
  endsOn: [
    (day: string) => `The plan ends on ${day}. Nothing is charged for the time after it.`,
    (day: string) => `方案将于 ${day} 结束，此后不再计费。`,
  ],
  keep: ["Keep the plan", "保留方案"],
  cancelPlan: ["Cancel the plan…", "取消方案…"],
  cancelTitle: [(name: string) => `Cancel ${name}`, (name: string) => `取消“${name}”`],
  cancelText: [
    "It ends with this month. From then on nothing is charged, no lesson starts and nothing can be ordered.",
    "方案随本月结束。此后不再计费，不再开课，也不能下单。",
  ],
  cancelKeeps: [
    "Nothing is deleted: orders, lessons and invoices can be read and exported, and the plan can be renewed at any time.",
    "不会删除任何内容：订单、课程和账单均可查看和导出，方案可随时续订。",
  ],
  seeOrders: ["See the orders that go on", "查看仍在进行的订单"],
  back: ["Back", "返回"],
  cancelIt: ["Cancel it for the end of the month", "确认月末取消"],
  sending: ["Sending…", "提交中…"],
});
