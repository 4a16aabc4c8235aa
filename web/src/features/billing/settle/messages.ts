import { messages } from "../../../ui/language";

export const settleMessages = messages({
  settle: ["By hand", "人工处理"],
  sending: ["Sending…", "提交中…"],
  reason: ["Reason", "原因"],
  amountIn: [(currency: string) => `Amount in ${currency}`, (currency: string) => `金额（${currency}）`],
  // A payment
  pay: ["Record a payment…", "登记收款…"],
  payTitle: [(number: string) => `Payment of invoice ${number}`, (number: string) => `账单 ${number} 收款`],
  payText: [
    "For money that came in by another road than Stripe. The institution is told, and Stripe collects so much less. What is recorded stays: money that is to go back is refunded.",
    "用于登记不经 Stripe 收到的款项。机构会收到通知，Stripe 相应少收。登记后不可撤销，需退回的款项另行退款。",
  ],
  payPaidText: [
    "The invoice is paid already: all of it becomes a credit, which the next invoices use.",
    "账单已付清：此款全部转为抵扣额，用于后续账单。",
  ],
  method: ["How it came", "收款方式"],
  m_bank_transfer: ["Bank transfer", "银行转账"],
  m_cash: ["Cash", "现金"],
  m_cheque: ["Cheque", "支票"],
  m_other: ["Another way", "其他"],
  referenceHint: ["As on the bank statement", "以银行对账单为准"],
  surplus: [
    "Keep what is more than is owed as a credit for the next invoices",
    "超出待付的部分转为抵扣额，用于后续账单",
  ],
  payTooMuch: [
    (most: string) => `More than is owed: at most ${most}. If so much came in, keep the rest as a credit.`,
    (most: string) => `超过待付金额，最多 ${most}。如确已收到，请将余额转为抵扣额。`,
  ],
  payIt: ["Record it", "登记"],
  paidAll: [
    (amount: string) => `${amount} is recorded, and the invoice is paid.`,
    (amount: string) => `已登记 ${amount}，账单已付清。`,
  ],
  paidPart: [
    (amount: string, owed: string) => `${amount} is recorded. ${owed} is still owed.`,
    (amount: string, owed: string) => `已登记 ${amount}，仍待付 ${owed}。`,
  ],
  // Issuing
  issue: ["Issue…", "出账…"],
  waitsForYou: ["This draft waits until somebody issues it.", "此草稿须人工出账。"],
  waitsForTime: [
    "This draft is issued by itself when its time has come. It may be issued before.",
    "此草稿到期自动出账，也可提前出账。",
  ],
  noSeller: ["Nobody sells yet: invoices wait until it is said who does.", "尚未设置开票主体，设置之前账单一直等待。"],
  toSeller: ["Say who sells", "设置开票主体"],
  issueTitle: [(month: string) => `Issue the invoice for ${month}`, (month: string) => `${month}账单出账`],
  issueText: [
    "It is worked out a last time, with tax, and gets its number. The institution is told, and what it says stays.",
    "最后一次计算并加上税额，随后编号并通知机构。出账后内容不再更改。",
  ],
  issueIt: ["Issue it", "出账"],
  issued: [(number: string) => `Issued as ${number}.`, (number: string) => `已出账，编号 ${number}。`],
  // A credit note
  note: ["Credit note…", "贷项通知单…"],
  noteTitle: [
    (number: string) => `Credit note for invoice ${number}`,
    (number: string) => `账单 ${number} 的贷项通知单`,
  ],
  noteText: [
    "Takes a part of the invoice back, with its tax. What is not paid of it is owed no more; what was paid becomes a credit, which the next invoices use. No money goes back: that is a refund.",
    "冲减账单的一部分（含税）。未付部分不再收取；已付部分转为抵扣额，用于后续账单。款项不退回，退款另行办理。",
  ],
  noteAmountHint: ["Tax included", "含税"],
  noteReasonHint: ["Printed on the note", "印在通知单上"],
  noteTooMuch: [
    (most: string) => `More than is left to take back: at most ${most}.`,
    (most: string) => `超过可冲减金额，最多 ${most}。`,
  ],
  noteIt: ["Issue the note", "开具通知单"],
  noted: ["A credit note is issued:", "已开具贷项通知单："],
  // Voiding, writing off
  void: ["Void…", "作废…"],
  voidTitle: [(number: string) => `Void invoice ${number}`, (number: string) => `作废账单 ${number}`],
  voidText: [
    "As if it had never been: nothing of it is owed. Its number stays, and its month is drafted and issued again. It cannot be taken back.",
    "视同从未开具，不再收取。编号保留，该月账单重新起草并出账。此操作不可撤销。",
  ],
  voidIt: ["Void it", "作废"],
  voided: ["The invoice is void. Its month is drafted again.", "账单已作废，该月账单重新起草。"],
  writeOff: ["Write off…", "核销…"],
  writeOffTitle: [(number: string) => `Write off invoice ${number}`, (number: string) => `核销账单 ${number}`],
  writeOffText: [
    (owed: string) =>
      `${owed} is given up: nobody is reminded of it or suspended for it any more. It cannot be taken back, and money that comes later can no longer be recorded for this invoice.`,
    (owed: string) =>
      `放弃收取 ${owed}：不再催收，也不因此暂停机构。此操作不可撤销，之后收到的款项无法再登记到此账单。`,
  ],
  writeOffIt: ["Write it off", "核销"],
  writtenOff: ["The invoice is written off. Nobody is asked for it any more.", "账单已核销，不再收取。"],
  // What its state refuses
  is_draft: ["It is not issued yet.", "账单尚未出账。"],
  is_paid: ["It is paid already.", "账单已付清。"],
  is_void: ["It is void already.", "账单已作废。"],
  is_writtenOff: ["It is written off already.", "账单已核销。"],
  is_partlySettled: [
    "Something of it is paid or credited: correct it by a credit note.",
    "账单已部分付款或抵扣，请用贷项通知单更正。",
  ],
  is_followed: ["A later month is invoiced: correct it by a credit note.", "之后的月份已出账，请用贷项通知单更正。"],
});
