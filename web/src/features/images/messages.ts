import { messages } from "../../ui/language";

export const imagesMessages = messages({
  roll: ["New room image", "教室镜像更新"],
  none: ["No room image has been rolled yet.", "尚未更新过教室镜像。"],
  begin: ["Roll a new image", "更新镜像"],
  beginTitle: ["Roll a new room image", "更新教室镜像"],
  beginText: [
    "It is brought to the nodes of every cluster, then a few orders start their rooms from it, each between its lessons; all others follow as bells go well. It stops by itself when rooms are not ready in time.",
    "镜像会先预载到所有集群的节点，再由少数订单在课间开始使用，铃响顺利后其余订单依次跟进；若教室未按时就绪则自动停止。",
  ],
  image: ["Image", "镜像"],
  imageHint: ["With a digest, or a tag that nobody moves", "带摘要，或不会变动的标签"],
  firstOrders: ["Orders that begin", "首批订单数"],
  stopAfter: ["Rooms that may be missing before it stops", "停止前允许未就绪的教室数"],
  send: ["Begin", "开始"],
  sending: ["Beginning…", "正在开始…"],
  rolling: ["Goes from order to order", "正在逐个订单更新"],
  stopped: ["Stopped", "已停止"],
  done: ["Done: all rooms start from it", "已完成：所有教室使用此镜像"],
  takenBack: ["Taken back", "已撤回"],
  from: ["In place of", "替换"],
  orders: ["Orders", "订单"],
  ordersOf: [
    (good: string, bad: string, waiting: string, left: string) =>
      `${good} did well, ${bad} did not, ${waiting} wait for their bell, ${left} to follow`,
    (good: string, bad: string, waiting: string, left: string) =>
      `${good} 个顺利，${bad} 个不顺利，${waiting} 个等待铃响，${left} 个待更新`,
  ],
  rooms: ["Rooms in time", "按时就绪的教室"],
  roomsOf: [
    (ready: string, all: string, othersReady: string, others: string) =>
      `${ready} of ${all}; with the old image ${othersReady} of ${others} at the same bells`,
    (ready: string, all: string, othersReady: string, others: string) =>
      `${ready} / ${all}；同一时段使用旧镜像的教室 ${othersReady} / ${others}`,
  ],
  began: ["Began", "开始于"],
  stop: ["Stop", "停止"],
  resume: ["Resume", "恢复"],
  takeBack: ["Take back", "撤回"],
  stopTitle: ["Stop this roll?", "停止此次更新？"],
  stopText: [
    "No further order begins with the image; those that have go on with it.",
    "不再有订单开始使用该镜像；已使用的订单继续使用。",
  ],
  resumeTitle: ["Resume this roll?", "恢复此次更新？"],
  resumeText: [
    "Orders begin with the image again. The rooms that were counted count no more.",
    "订单将继续更新，已计入的教室不再计入。",
  ],
  takeBackTitle: ["Take this image back?", "撤回此镜像？"],
  takeBackText: [
    "Every order starts its next rooms from the image before. Rooms that are open keep theirs until they close.",
    "所有订单的下一批教室将使用之前的镜像。已开放的教室在关闭前保持不变。",
  ],
});
