import { messages } from "../../ui/language";

export const subscriptionMessages = messages({
  subscribe: ["Subscribe", "订阅日历"],
  title: [(of: string) => `Subscribe to ${of}`, (of: string) => `订阅“${of}”`],
  what: [
    "A calendar program reads these lessons under an address of its own, and follows every change.",
    "日历软件通过专用地址读取这些课，并随更改自动更新。",
  ],
  whichOrder: ["The class's room of which order", "该班在哪个订单中的教室"],
  noRoom: ["No order has this classroom any more.", "已没有订单包含这间教室。"],
  make: ["Make an address", "生成地址"],
  making: ["Making it", "正在生成"],
  once: [
    "This address is shown once. Whoever has it reads these lessons; revoke it when it got into wrong hands.",
    "地址仅显示一次。持有地址者可读取这些课；如已外泄请撤销。",
  ],
  how: ["Where it goes", "如何添加"],
  google: ["Google: Other calendars, From URL", "Google 日历：其他日历，通过网址添加"],
  apple: ["Apple: File, New Calendar Subscription", "Apple 日历：文件，新建日历订阅"],
  outlook: ["Outlook: Add calendar, Subscribe from web", "Outlook：添加日历，从 Web 订阅"],
  yours: ["Your subscriptions", "已有订阅"],
  all: ["All lessons", "全部课程"],
  made: [(at: string, used: string) => `made ${at}, ${used}`, (at: string, used: string) => `创建于 ${at}，${used}`],
  used: [(at: string) => `last read ${at}`, (at: string) => `上次读取 ${at}`],
  unused: ["never read", "从未读取"],
  revoke: ["Revoke", "撤销"],
});
