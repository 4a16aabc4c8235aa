import { messages } from "../../ui/language";

export const pinsMessages = messages({
  clusters: ["Clusters", "集群"],
  any: ["Its orders go wherever there is room.", "其订单可安排在任何有容量的集群。"],
  only: ["Only on", "仅限"],
  never: ["Never on", "排除"],
  tagsAll: ["Only where all these tags are", "仅限带有全部这些标签的集群"],
  tagsNone: ["Never where one of these tags is", "排除带有任一这些标签的集群"],
  tagsHint: ["With blanks between them.", "以空格分隔。"],
  elsewhere: [
    (n: string) => `${n} orders run elsewhere and stay until they are moved.`,
    (n: string) => `有 ${n} 个订单在其他集群运行，迁移之前保持不变。`,
  ],
  choose: ["Choose clusters", "指定集群"],
  chooseTitle: [(name: string) => `Clusters of ${name}`, (name: string) => `${name} 的集群`],
  chooseText: [
    "Counts for orders that are placed, moved or failed over from now on. Where one is named “only”, its orders go to those alone.",
    "对此后安排、迁移或故障转移的订单生效。一旦指定“仅限”，其订单只安排在这些集群。",
  ],
  ruleAny: ["as there is room", "按容量"],
  ruleOnly: ["only", "仅限"],
  ruleNever: ["never", "排除"],
  save: ["Save", "保存"],
  saving: ["Saving…", "正在保存…"],
});
