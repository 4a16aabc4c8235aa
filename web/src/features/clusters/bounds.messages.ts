import { messages } from "../../ui/language";

export const boundsMessages = messages({
  packed: ["Sell what packs onto its nodes", "按实际能放下的教室出售节点"],
  packedHint: [
    "Where shares of nodes are used up, an order is taken if its rooms and all others still find a node. At least one node has to be kept free. Turn it on once no replica of the version before is left, and do not go back to that version after.",
    "节点份额用尽时，只要新订单与已有订单的教室都能放进节点，仍会接收。须至少保留一个节点。请在上一版本的副本全部停止后再开启，此后不要退回该版本。",
  ],
  cover: ["Its loss is to be borne", "失联时须可承接"],
  coverHint: [
    "Whether all that is booked of it is to have room on the other clusters of its region. Where that is kept, orders of the region are refused that would leave it without, and are taken one after the other.",
    "其全部预订是否须能由同区域其他集群承接。选择预留后，会拒绝使其无处承接的订单，且同区域订单逐一处理。",
  ],
  cover_no: ["Nobody asks for it", "不要求"],
  cover_told: ["Operators are told when it would not be", "不足时通知运营人员"],
  cover_enforced: ["Room is kept for it", "预留容量"],
  bears: ["What it bears", "承载上限"],
  bearsText: [
    "Below what stands there nothing goes, and no order more comes.",
    "低于现有数量时不会删除任何内容，但不再接收新订单。",
  ],
  namespaces: ["Namespaces, at most", "命名空间上限"],
  services: ["Services, at most", "Service 上限"],
  pods: ["Pods, at most", "Pod 上限"],
  perNode: ["Pods of a node, at most", "单节点 Pod 上限"],
  published: [
    (n: string) => `Empty: ${n}, as Kubernetes publishes.`,
    (n: string) => `留空则按 Kubernetes 公布的 ${n}。`,
  ],
  asKubelet: ["Empty: as many as its kubelet says.", "留空则以 kubelet 为准。"],
  interfaces: ["Network interfaces for one room each", "每间教室独占的网络接口"],
  interfacesText: [
    "They cannot be taken away while rooms are booked that have one.",
    "仍有已预订的教室使用时无法取消。",
  ],
  resource: ["Resource by which nodes offer them", "节点提供接口所用的资源名"],
  resourceHint: ["Such as example.com/eni. Empty: rooms get none.", "例如 example.com/eni。留空则教室没有独占接口。"],
  isolation: ["Kept apart by", "隔离方式"],
  network_policy: ["NetworkPolicy", "NetworkPolicy"],
  security_group: ["security group", "安全组"],
  key: ["Annotation of their pods", "Pod 注解"],
  keyHint: ["Needed where a security group keeps them apart.", "以安全组隔离时必填。"],
  value: ["Its value", "注解的值"],
});
