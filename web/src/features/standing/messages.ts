import { messages } from "../../ui/language";

export const standingMessages = messages({
  suspendTitle: [(name: string) => `Suspend ${name}`, (name: string) => `暂停“${name}”`],
  resumeTitle: [(name: string) => `Resume ${name}`, (name: string) => `恢复“${name}”`],
  suspendText: [
    "No lesson starts, and nothing can be ordered or changed. Lessons that are running end as planned. What is booked stays booked.",
    "新课不再开始，也不能下单或修改。正在上的课照常结束。已预订的内容保留。",
  ],
  resumeText: [
    "Lessons start again by their timetable, and orders can be made and changed.",
    "课程按课表恢复，可以下单和修改。",
  ],
  isSuspended: [
    "This institution is suspended: no lesson starts, and nothing can be ordered or changed.",
    "本机构已暂停：新课不会开始，也不能下单或修改。",
  ],
  planEnded: [
    "The plan of this institution has ended: no lesson starts, and nothing can be ordered or changed.",
    "本机构的方案已结束：新课不会开始，也不能下单或修改。",
  ],
  orderLater: [
    "Nothing can be ordered while the institution is suspended. The operator can resume it, or what is overdue is paid. The draft is kept.",
    "机构暂停期间不能下单，可由运营方恢复；如有逾期账单，请先付款。草稿会保留。",
  ],
  toPlan: ["See the plan", "查看方案"],
  isPastDue: [
    (days: string, until: string) =>
      `Invoices are overdue. Lessons go on for ${days === "1" ? "1 day" : `${days} days`} more: without payment the institution is suspended on ${until}.`,
    (days: string, until: string) => `有逾期账单。课程照常还有 ${days} 天：如未付款，机构将于 ${until} 暂停。`,
  ],
  seeInvoices: ["See what is owed", "查看待付账单"],
  reason: ["Reason", "原因"],
  reasonFirst: ["Give the reason first.", "请先填写原因。"],
  reasonHint: ["The institution reads it.", "机构可以看到。"],
  suspendIt: ["Suspend it now", "立即暂停"],
  resumeIt: ["Resume it now", "立即恢复"],
  working: ["Sending…", "提交中…"],
  cancel: ["Cancel", "取消"],
});
