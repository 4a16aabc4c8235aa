import { messages } from "../../ui/language";

export const searchMessages = messages({
  title: ["Search", "搜索"],
  label: ["Order, class, person, institution", "订单、班级、人员、机构"],
  nothing: [(q: string) => `Nothing found for ${q}`, (q: string) => `没有找到“${q}”`],
  order: ["Order", "订单"],
  classroom: ["Classroom", "教室"],
  member: ["Member", "成员"],
  tenant: ["Institution", "机构"],
  cluster: ["Cluster", "集群"],
});
