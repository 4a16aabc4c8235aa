// The types of events in words, as operators choose and read them. A type that is not here yet is shown as it is.
import type { EventType } from "../../api/schema.gen";
import { messages } from "../../ui/language";

export const eventTypeMessages = messages({
  "order.created": ["Order made", "下单"],
  "order.amended": ["Order amended", "修改订单"],
  "order.cancelled": ["Order cancelled", "取消订单"],
  "order.ready": ["Order ready", "订单就绪"],
  "order.not_ready": ["Order not ready", "订单未就绪"],
  "order.phase_changed": ["Order in another phase", "订单阶段变化"],
  "order.released": ["Order over", "订单结束"],
  "academic_calendar.created": ["Academic calendar made", "新建校历"],
  "academic_calendar.amended": ["Academic calendar changed", "修改校历"],
  "academic_calendar.removed": ["Academic calendar removed", "删除校历"],
  "classrooms.available": ["Rooms up", "教室可用"],
  "classrooms.unavailable": ["Rooms down", "教室不可用"],
  "link.created": ["Link made", "新建链接"],
  "link.revoked": ["Link revoked", "吊销链接"],
  "subscription.created": ["Calendar subscribed to", "新建日历订阅"],
  "subscription.revoked": ["Subscription revoked", "撤销日历订阅"],
  "tenant.created": ["Institution created", "新建机构"],
  "tenant.updated": ["Institution changed", "修改机构"],
  "tenant.suspended": ["Institution suspended", "暂停机构"],
  "tenant.resumed": ["Institution resumed", "恢复机构"],
  "quota.changed": ["Quota changed", "变更配额"],
  "partner.created": ["Partner created", "新建合作方"],
  "partner.updated": ["Partner changed", "修改合作方"],
  "cluster.registered": ["Cluster added", "添加集群"],
  "cluster.updated": ["Cluster changed", "修改集群"],
  "cluster.cordoned": ["Cluster cordoned", "封锁集群"],
  "cluster.uncordoned": ["Cluster uncordoned", "解除封锁集群"],
  "cluster.removed": ["Cluster taken off", "移除集群"],
  "member.added": ["Member added", "添加成员"],
  "member.updated": ["Member changed", "修改成员"],
  "member.removed": ["Member removed", "移除成员"],
  "api_key.created": ["Key made", "新建密钥"],
  "api_key.revoked": ["Key revoked", "吊销密钥"],
  "password.changed": ["Password changed", "更改密码"],
  "session.opened": ["Signed in", "登录"],
  "job.run": ["Job run again", "重新运行任务"],
});

export const EVENT_TYPES = Object.keys(eventTypeMessages) as EventType[];
