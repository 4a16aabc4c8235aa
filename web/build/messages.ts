// The words that stand in the documents before any script runs: [en, zh-CN].
export const FIRST: Record<string, [string, string]> = {
  promise: ["The classroom is ready before the bell.", "铃响之前，教室已就绪。"],
  explanation: [
    "Order rooms by your timetable. Each one is there, warm and empty, when the lesson begins, and gone when it is over.",
    "按课表预订教室。上课时它已就绪，下课后自动释放。",
  ],
  skip: ["Skip to the page", "跳到正文"],
  noscript: ["This page needs JavaScript.", "此页面需要启用 JavaScript。"],
};
