import { messages } from "../../../ui/language";

export const sellerMessages = messages({
  title: ["Who sells", "开票主体"],
  sub: ["Invoices that are issued keep what they say.", "已出账的账单不会随之更改。"],
  noneYet: [
    "Nobody sells yet: invoices wait as drafts until it is said here who does.",
    "尚未设置开票主体：在此设置之前，账单一直为草稿。",
  ],
  others: [
    (names: string) => `Invoices are written by this one. There is also ${names}.`,
    (names: string) => `账单由此主体出具。另有：${names}。`,
  ],
  receivables: ["Receivables", "应收账款"],
  says: ["What invoices say of it", "账单上的内容"],
  email: ["E-mail", "电子邮箱"],
  emailHint: ["Where questions about an invoice go", "账单咨询邮箱"],
  bank: ["Account to transfer to", "收款账户"],
  bankHint: ["Bank, name and number, line by line", "开户行、户名和账号，分行填写"],
  how: ["How invoices are issued", "出账方式"],
  prefix: ["Numbers begin with", "编号前缀"],
  prefixHint: ["Letters, digits and dashes, such as HR-. It stays.", "字母、数字和短横线，如 HR-，设置后不再更改。"],
  prefixNext: [
    (next: string) => `It stays. The next number is ${next}.`,
    (next: string) => `不再更改。下一个编号为 ${next}。`,
  ],
  taxName: ["Name of the tax", "税种名称"],
  taxNameHint: ["Such as VAT", "如“增值税”"],
  taxRate: ["Tax rate in percent", "税率（%）"],
  days: ["Days until an invoice is due", "付款期限（天）"],
  chaseFrom: ["Overdue is chased from", "催收起点"],
  chaseFromHint: [
    "Whole units of the currency. An institution with less overdue in all is neither reminded nor suspended.",
    "以货币单位计的整数。逾期总额低于此数的机构不会收到提醒，也不会被暂停。",
  ],
  approval: ["Each invoice waits until somebody issues it", "每张账单须人工出账"],
  yes: ["yes", "是"],
  no: ["no", "否"],
  saved: ["It is set.", "已保存。"],
  changedMeanwhile: ["Somebody changed it meanwhile. Nothing was saved.", "期间有人更改过，您的内容没有保存。"],
});
