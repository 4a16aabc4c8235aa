import { messages } from "../../ui/language";

export const keepMessages = messages({
  keep: ["Keep it open", "延长开放"],
  title: [(name: string) => `Keep ${name} open`, (name: string) => `延长 ${name} 的开放时间`],
  text: [
    "The lesson that holds it open goes on, whatever its order, quota and capacity allow. The institution is told, with the reason.",
    "当前课程将继续，不受订单、配额和容量限制。机构会收到通知和原因。",
  ],
  longer: ["From now on, for", "从现在起"],
  minutes: [(count: number) => `${count} minutes`, (count: number) => `${count} 分钟`],
  why: ["Why", "原因"],
});
