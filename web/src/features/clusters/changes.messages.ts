import { messages } from "../../ui/language";

export const changesMessages = messages({
  changes: ["Planned changes", "计划变更"],
  noChanges: ["No nodes are planned to come or go.", "没有计划增加或停用节点。"],
  plan: ["Plan a change", "计划变更"],
  planTitle: [(name: string) => `Nodes of ${name} that come or go`, (name: string) => `${name} 的节点增减计划`],
  planText: [
    "Orders are admitted by it from its moment on. Where less is left than is booked, the orders that no longer fit are named at once.",
    "自该时刻起按此接单。若剩余节点少于已预订的数量，放不下的订单会立即列出。",
  ],
  nodes: ["Nodes", "节点"],
  nodesHint: ["Above zero they come, below zero they go.", "正数为增加，负数为停用。"],
  from: ["From", "开始"],
  fromHint: ["Empty: now.", "留空表示现在。"],
  until: ["Until", "结束"],
  untilHint: ["Empty: for good.", "留空表示长期。"],
  forGood: ["for good", "长期"],
  on: ["on", "进行中"],
  note: ["What it is", "说明"],
  takeBack: ["Take back", "撤销"],
  save: ["Plan it", "确认计划"],
  saving: ["Saving…", "保存中…"],
});
