import { messages } from "../../ui/language";

export const groupsMessages = messages({
  groups: ["Node groups", "节点组"],
  noGroups: [
    "None: nodes come and go by hand. A group is created over the API.",
    "没有节点组：节点由人工增减。节点组通过 API 创建。",
  ],
  name: ["Group", "节点组"],
  wanted: ["Wanted", "应有"],
  ready: ["Ready", "可用"],
  most: ["Most", "上限"],
  waitsFor: ["Waits for", "等待"],
  remove: ["Remove", "移除"],
  unseen: ["the first look", "首次查看"],
  booting: ["nodes that boot", "节点启动"],
  emptying: ["nodes that go to be empty", "待撤节点清空"],
  nothing: ["nothing", "无"],
  not_found: ["its object, which is gone", "对象已不存在"],
  not_allowed: ["the right to scale it", "伸缩权限"],
  refused: ["the cluster, which refuses", "集群拒绝"],
  silent: ["an answer", "应答"],
  nodes_not_coming: ["nodes that are overdue", "超时未到的节点"],
});
