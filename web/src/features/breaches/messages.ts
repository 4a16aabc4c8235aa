import { messages } from "../../ui/language";

export const breachMessages = messages({
  title: ["Rooms that were not ready in time", "未按时就绪的教室"],
  credited: [(amount: string) => `${amount} credited`, (amount: string) => `已抵扣 ${amount}`],
  notCredited: ["Nothing credited: it was ready when the lesson began.", "未抵扣：上课时已就绪。"],
  noRule: ["Nothing credited: nothing is agreed for this order.", "未抵扣：此订单没有约定抵扣。"],
  unknown: ["Not credited by itself: we look into it.", "不自动抵扣，我们将核查。"],
  used: ["Used by the next invoice.", "将用于下一张账单。"],
});
