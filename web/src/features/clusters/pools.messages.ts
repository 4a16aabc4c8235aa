import { messages } from "../../ui/language";

export const poolsMessages = messages({
  pools: ["Storage pools", "存储池"],
  noPools: [
    "None: kinds that record are not placed here. A pool is created over the API.",
    "没有存储池：需要录制的课堂类型不会放置在此。存储池通过 API 创建。",
  ],
  name: ["Pool", "存储池"],
  bandwidth: ["Mbit/s, peak of sold", "Mbit/s：峰值/可售"],
  space: ["GiB, peak of sold", "GiB：峰值/可售"],
  orders: ["Orders", "订单"],
  kept: ["Kept", "保留"],
  state: ["New orders", "新订单"],
  open: ["taken", "接受"],
  closed: ["not taken", "不接受"],
  close: ["Close", "停止接受"],
  reopen: ["Open", "恢复接受"],
});
