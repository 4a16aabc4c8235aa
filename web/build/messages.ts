// The words that stand in the documents before any script runs: [en, zh-CN].
import { appMessages } from "../src/app/messages.ts";

const { orders, classrooms, usage, settings } = appMessages;

export const FIRST: Record<string, readonly [string, string]> = {
  orders,
  classrooms,
  usage,
  settings,
  promise: ["Every classroom ready", "铃响之前"],
  kept: ["before the bell rings", "每间教室都已备好"],
  explanation: ["Order a term of live classrooms from your timetable.", "从课表出发，订好一个学期的直播教室。"],
  skip: ["Skip to the page", "跳到正文"],
  noscript: ["This page needs JavaScript.", "此页面需要启用 JavaScript。"],
};
