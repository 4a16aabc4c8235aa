import { messages } from "../../../ui/language";

export const refundMessages = messages({
  refunds: ["Refunds", "退款"],
  date: ["Asked on", "申请日"],
  reason: ["Reason", "原因"],
  status: ["Status", "状态"],
  amount: ["Amount", "金额"],
  s_waiting: ["Waits for a second person", "待第二人批准"],
  s_sending: ["On its way", "退款途中"],
  s_pending: ["On its way", "退款途中"],
  s_succeeded: ["Sent back", "已退回"],
  s_failed: ["Came back to us", "退款失败，款项已回到平台"],
  s_rejected: ["Rejected", "已拒绝"],
  f_expired_or_canceled_card: ["The card has expired or was cancelled.", "银行卡已过期或已注销。"],
  f_lost_or_stolen_card: ["The card was reported lost.", "银行卡已挂失。"],
  f_other: ["The bank did not take it.", "银行未能入账。"],
  atStripe: ["Begun at Stripe", "在 Stripe 发起"],
  // Beginning one
  ask: ["Refund…", "退款…"],
  nothingYet: ["Nothing of this invoice was refunded.", "此账单没有退款。"],
  askTitle: [(number: string) => `Refund of invoice ${number}`, (number: string) => `账单 ${number} 退款`],
  askText: [
    "The money goes back by the road by which it came. The invoice stays as it is: whoever is refunded is not given a credit for the same.",
    "款项按原路退回。账单内容不变：已退款的事项不再发放抵扣额。",
  ],
  byHand: [
    "This payment did not come through Stripe: send the money back yourselves. Here it is recorded as sent back.",
    "此付款不是通过 Stripe 收取的，须自行退回款项，此处记录为已退回。",
  ],
  payment: ["Payment", "付款"],
  paymentNamed: [
    (day: string, left: string) => `${day}, ${left} left`,
    (day: string, left: string) => `${day}，可退 ${left}`,
  ],
  amountIn: [(currency: string) => `Amount in ${currency}`, (currency: string) => `金额（${currency}）`],
  amountHint: [
    (most: string) => `At most ${most}. A large amount waits until a second person approves it.`,
    (most: string) => `最多 ${most}。大额退款须由第二人批准。`,
  ],
  tooLarge: [
    (most: string) => `More than is left of this payment: at most ${most}.`,
    (most: string) => `超过此付款的可退余额，最多 ${most}。`,
  ],
  send: ["Send it back", "退回款项"],
  sending: ["Sending…", "提交中…"],
  asked_waiting: [
    (amount: string) => `${amount} waits for a second person. Nothing goes back before that.`,
    (amount: string) => `${amount} 待第二人批准，在此之前不会退款。`,
  ],
  asked_sending: [(amount: string) => `${amount} is on its way.`, (amount: string) => `${amount} 正在退回。`],
  asked_succeeded: [
    (amount: string) => `${amount} is recorded as sent back.`,
    (amount: string) => `已记录退回 ${amount}。`,
  ],
  toRefunds: ["All refunds", "全部退款"],
  // All of them
  receivables: ["Receivables", "应收账款"],
  institution: ["Institution", "机构"],
  invoice: ["Invoice", "账单"],
  acts: ["Approve or reject", "批准或拒绝"],
  waiting: ["Waiting", "待批准"],
  failed: ["Failed", "失败"],
  all: ["All", "全部"],
  noneWaiting: ["No refund waits", "没有待批准的退款"],
  noneWaitingText: [
    "Large refunds appear here until a second person has approved or rejected them.",
    "大额退款会显示在这里，直到第二人批准或拒绝。",
  ],
  noneFailed: ["No refund has failed", "没有失败的退款"],
  none: ["Nothing was refunded yet", "还没有退款"],
  approve: ["Approve", "批准"],
  reject: ["Reject", "拒绝"],
  takeBack: ["Take back", "撤回"],
  named: [
    (verb: string, amount: string, institution: string) => `${verb}: ${amount} to ${institution}`,
    (verb: string, amount: string, institution: string) => `${verb}：${institution} ${amount}`,
  ],
  youAsked: ["You asked. Another person has to approve.", "本人申请，须由另一人批准。"],
  approveTitle: ["Approve the refund", "批准退款"],
  rejectTitle: ["Reject the refund", "拒绝退款"],
  takeBackTitle: ["Take the refund back", "撤回退款"],
  approveText: [
    "The money goes back at once. What came through Stripe goes back through Stripe; what came by another road you send back yourselves.",
    "批准后立即退款。通过 Stripe 收取的款项由 Stripe 退回，以其他方式收取的须自行退回。",
  ],
  rejectText: [
    "Nothing goes back. The institution sees that the refund was rejected.",
    "不会退款。机构可以看到退款已被拒绝。",
  ],
  takeBackText: ["Nothing goes back. It can be asked for again.", "不会退款，之后可以重新申请。"],
  wasApproved: [
    (amount: string, institution: string) => `${amount} to ${institution} is on its way.`,
    (amount: string, institution: string) => `退给“${institution}”的 ${amount} 正在退回。`,
  ],
  wasRecorded: [
    (amount: string, institution: string) =>
      `${amount} to ${institution} is recorded as sent back. It did not come through Stripe: send it yourselves.`,
    (amount: string, institution: string) =>
      `已记录向“${institution}”退回 ${amount}。此款不是通过 Stripe 收取的，须自行退回。`,
  ],
  wasRejected: [
    (amount: string, institution: string) => `${amount} does not go back to ${institution}.`,
    (amount: string, institution: string) => `不会向“${institution}”退回 ${amount}。`,
  ],
});
