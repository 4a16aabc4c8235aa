import { messages } from "../../ui/language";

export const settingsMessages = messages({
  title: ["Settings", "设置"],
  institution: ["Institution", "机构"],
  members: ["Members", "成员"],
  keys: ["API keys", "API 密钥"],
  audit: ["Audit", "操作记录"],
  name: ["Name", "名称"],
  zone: ["Time zone", "时区"],
  currency: ["Currency", "币种"],
  mode: ["Mode", "模式"],
  livemode: ["Live", "正式"],
  testmode: ["Test: orders are placed on simulated clusters only", "测试：订单仅在模拟集群上运行"],
  standing: ["Standing", "状态"],
  active: ["Active", "正常"],
  suspended: ["Suspended", "已暂停"],
  id: ["Id", "编号"],
  quota: ["Quota", "配额"],
  liveOrders: ["Orders in force", "生效订单"],
  perOrder: ["Rooms in one order", "单个订单教室数"],
  changedBy: ["The operator changes these.", "由运营方修改。"],
});
