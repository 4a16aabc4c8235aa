import { messages } from "../../../ui/language";

export const awayMessages = messages({
  ordered: [(name: string) => `Ordered: ${name}`, (name: string) => `已下单：${name}`],
  amended: [(name: string) => `The order was amended: ${name}`, (name: string) => `订单已更改：${name}`],
  notOrdered: [(name: string) => `Not ordered: ${name}`, (name: string) => `未能下单：${name}`],
  notAmended: [(name: string) => `The order was not amended: ${name}`, (name: string) => `订单未能更改：${name}`],
  draftKept: ["The draft is kept.", "草稿已保留。"],
  openDraft: ["Open the draft", "打开草稿"],
  close: ["Close", "关闭"],
});
