import { messages } from "../../ui/language";

export const promisesMessages = messages({
  promises: ["Promises at risk", "无法保证的订单"],
  promisesText: [
    "Orders that no longer fit on their cluster, whose cluster is lost, or that a failover was too late for, the next bell first. Rooms that run go on.",
    "在集群上已放不下、所在集群已失联、或故障转移已来不及的订单，按上课铃先后排列。运行中的教室不受影响。",
  ],
  none: ["Every promise holds", "所有订单均有保证"],
  noneText: [
    "Should a cluster lose nodes that are booked, or not answer, the orders that it lets down are named here at once.",
    "若集群失去已被预订的节点，或不再响应，受影响的订单会立即列在这里。",
  ],
  bell: ["Bell", "上课铃"],
  minutes: [(n: string) => `in ${n} min`, (n: string) => `${n} 分钟后`],
  begun: ["has begun", "已开始"],
  order: ["Order", "订单"],
  institution: ["Institution", "机构"],
  cluster: ["Cluster", "集群"],
  rooms: ["Rooms", "教室"],
  why: ["Why", "原因"],
  until: ["Until", "直到"],
  nextBell: ["Next bell", "下一次铃响"],
});
