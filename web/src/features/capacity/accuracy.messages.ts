import { messages } from "../../ui/language";

export const accuracyMessages = messages({
  accuracy: ["Planned and real", "计划与实际"],
  text: [
    "Twelve weeks. Lessons whose room was ready in time, and how long before the lesson on average; pupils let in, of those expected; node-hours with rooms on them, of those planned with what is kept free. Lessons count a day after their hour.",
    "近十二周。教室按时就绪的课及平均提前时间；入场学生 / 预计人数；有教室的节点小时 / 计划值（含预留）。课程在其结束的一小时过去一天后计入。",
  ],
  none: ["Nothing to compare yet: the first lessons count a day after they end.", "暂无数据：课程结束一天后开始计入。"],
  week: ["Week of", "周"],
  cluster: ["Cluster", "集群"],
  inTime: ["In time", "按时就绪"],
  before: ["Ready before", "提前"],
  pupils: ["Pupils", "学生"],
  nodeHours: ["Node-hours", "节点小时"],
  nodesMost: ["Nodes at most", "节点峰值"],
  of: [(some: string, all: string) => `${some} of ${all}`, (some: string, all: string) => `${some} / ${all}`],
  takenOff: ["taken off", "已移除"],
});
