import { messages } from "../../ui/language";

export const endingMessages = messages({
  hasEnded: [
    "The plan has ended: nothing is charged, no lesson starts and nothing can be ordered. Everything can be read and exported.",
    "方案已结束：不再计费，不再开课，也不能下单。所有内容仍可查看和导出。",
  ],
  removedOn: [
    (moment: string) =>
      `All data is removed on ${moment}, invoices excepted. Until then it can be exported, and the plan renewed.`,
    (moment: string) => `除账单外，所有数据将于 ${moment} 清除。在此之前可以导出数据或续订方案。`,
  ],
  exportAll: ["Export all data", "导出全部数据"],
  exporting: ["Exporting…", "导出中…"],
  exportTitle: ["Your data", "机构数据"],
  exportText: [
    "Orders, timetables, lessons, members, usage and invoices in one archive, as tables and as JSON.",
    "订单、课表、课程、成员、用量和账单，以表格和 JSON 格式打包下载。",
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
    "For thirty days after that everything can be read and exported, and the plan can be renewed. Then all data but invoices is removed.",
    "此后三十天内，所有内容均可查看和导出，方案也可续订。之后除账单外的所有数据将被清除。",
  ],
  seeOrders: ["See the orders that go on", "查看仍在进行的订单"],
  back: ["Back", "返回"],
  cancelIt: ["Cancel it for the end of the month", "确认月末取消"],
  sending: ["Sending…", "提交中…"],
});
