import { messages } from "../../ui/language";

export const madeMessages = messages({
  orderedBy: [
    (who: string, time: string) => `Ordered by ${who}, ${time}`,
    (who: string, time: string) => `${who} 已于 ${time} 下单`,
  ],
  amendedBy: [
    (who: string, time: string) => `The order was amended by ${who}, ${time}`,
    (who: string, time: string) => `${who} 已于 ${time} 更改订单`,
  ],
  amendedOnce: [
    "Nothing is amended by this draft a second time. What you wrote is kept for 30 days from then on.",
    "此草稿不会再次更改订单。您填写的内容自更改之日起保留 30 天。",
  ],
  once: [
    "Nothing is ordered of this draft a second time. What you wrote is kept for 30 days from then on.",
    "此草稿不会再次下单。您填写的内容自下单之日起保留 30 天。",
  ],
  openOrder: ["Open the order", "打开订单"],
  another: ["Go on in another draft", "另存为新草稿继续"],
  already: ["It is ordered already.", "已下单。"],
  alreadyAmended: ["The order is amended already.", "订单已更改。"],
  ordered: ["Ordered", "已下单"],
  amended: ["Amended", "已更改"],
});
