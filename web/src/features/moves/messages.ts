import { messages } from "../../ui/language";

export const movesMessages = messages({
  moves: ["Moves", "迁移"],
  move: ["Move", "迁移"],
  moveTitle: [(name: string) => `Move ${name}`, (name: string) => `迁移 ${name}`],
  moveText: [
    "The rest of its term is booked on the new cluster now. It goes on there between two lessons; a lesson that runs stays where it is.",
    "立即在新集群预订该订单剩余的学期，并在两节课之间切换；正在上的课留在原处直至结束。",
  ],
  to: ["To", "目标"],
  best: ["The best that has room", "有空间的最佳集群"],
  from: ["From", "来源"],
  order: ["Order", "订单"],
  institution: ["Institution", "机构"],
  state: ["State", "状态"],
  why: ["Why", "原因"],
  begun: ["Begun", "开始"],
  waits: ["Waits for", "等待"],
  none: ["No moves like that.", "没有此类迁移。"],
  all: ["All", "全部"],
  preparing: ["Being prepared", "准备中"],
  switched: ["Runs there", "已切换"],
  done: ["Done", "已完成"],
  cancelled: ["Given up", "已放弃"],
  giveUp: ["Give up", "放弃"],
  by_hand: ["By hand", "手动"],
  drain: ["Drain", "排空"],
  failover: ["Failover", "故障转移"],
  rebalance: ["Rebalance", "重新均衡"],
  rebalanceText: [
    "Orders of the region that have not begun are booked here instead, where their cluster is fuller than this one would be with them. Nothing of them runs yet.",
    "将本地区尚未开始的订单改订到此集群，前提是其所在集群比接收后的此集群更满。这些订单尚无任何内容在运行。",
  ],
  rebalanceNow: ["Rebalance now", "立即均衡"],
  goOn: ["Go on", "继续"],
  goOnText: ["There are more: go on.", "还有更多，请继续。"],
  noneScheduled: ["No order of the region waits elsewhere.", "本地区没有其他待开始的订单。"],
  wouldRebalance: [
    (n: string, all: string) => `${n} of ${all} orders would be booked here.`,
    (n: string, all: string) => `${all} 个订单中有 ${n} 个将改订到此。`,
  ],
  rebalanced: [
    (n: string, all: string) => `${n} of ${all} orders are booked here now.`,
    (n: string, all: string) => `${all} 个订单中有 ${n} 个已改订到此。`,
  ],
  drainTitle: [(name: string) => `Drain ${name}`, (name: string) => `排空 ${name}`],
  drainText: [
    "It takes no new orders, and those that are on it move to other clusters of its region between their lessons. Lessons that run stay to their end.",
    "不再接收新订单，其上订单将在课间迁往同地区的其他集群；正在上的课留在原处直至结束。",
  ],
  cancelDrain: ["Cancel the drain", "取消排空"],
  cancelDrainTitle: [(name: string) => `Cancel the drain of ${name}`, (name: string) => `取消排空 ${name}`],
  cancelDrainText: [
    "Orders that still run there stay. Those that have gone on elsewhere do not come back, and the cluster stays cordoned.",
    "仍在该处运行的订单保留，已迁走的不会返回，集群保持封锁。",
  ],
  cancel: ["Cancel", "取消"],
  left: [
    (n: number, text: string) => (n === 1 ? "1 order left" : `${text} orders left`),
    (_n: number, text: string) => `剩余 ${text} 个订单`,
  ],
  moving: [
    (n: number, text: string) => (n === 1 ? "1 on its way" : `${text} on their way`),
    (_n: number, text: string) => `${text} 个正在迁移`,
  ],
  blocked: [(n: string) => `${n} cannot move now`, (n: string) => `${n} 个暂时无法迁移`],
  drained: ["No order is left.", "没有剩余订单。"],
  cannotMove: ["Cannot move now", "暂时无法迁移"],
  since: ["Since", "起始"],
  lessonsUntil: ["Lessons until", "课程截至"],
  hours: [(n: string) => `${n} hours from now`, (n: string) => `${n} 小时内`],
  days: [(n: string) => `${n} days from now`, (n: string) => `${n} 天内`],
  failoverText: [
    "For a cluster that does not answer, or whose rooms are not reached. First see what would go where; nothing changes by that.",
    "用于无应答或教室不可达的集群。先查看各订单的去向，此操作不作任何更改。",
  ],
  rehearsalText: [
    "What would go where if this cluster were lost. Nothing changes by that.",
    "若此集群失联，各订单的去向。此操作不作任何更改。",
  ],
  abandon: ["Lost for good", "永久丢失"],
  abandonText: [
    "For a cluster that never comes back. What orders had left there, and orders that were ending there, count as gone; then it can be removed.",
    "用于不会再恢复的集群。订单遗留在该处的内容和正在结束的订单视为已清除，之后即可移除该集群。",
  ],
  abandonIt: ["Abandon it…", "放弃该集群…"],
  abandonNow: ["Abandon it now", "立即放弃"],
  abandonTitle: [(name: string) => `Abandon ${name}`, (name: string) => `放弃 ${name}`],
  abandonWarning: [
    "Nobody sees what is there go. If the cluster comes back all the same, delete its namespaces of this service by hand. Orders that still run there are failed over first.",
    "无法确认该处内容已被清除。如集群仍恢复，请手动删除其中属于本服务的命名空间。仍在该处运行的订单需先故障转移。",
  ],
  abandoned: [
    (n: string, left: string) => `Let go of ${n}. Orders that are still on it: ${left}.`,
    (n: string, left: string) => `已放弃 ${n} 项。仍在该集群上的订单：${left}。`,
  ],
  again: ["There is more: do it again.", "还有更多，请再次执行。"],
  see: ["See what would go where", "查看去向"],
  seeing: ["Looking…", "查看中…"],
  goNow: ["Fail over now", "立即转移"],
  lesson: ["Lesson", "课程"],
  rooms: ["Rooms", "教室"],
  goesTo: ["Goes to", "去向"],
  moves_: ["Would move", "将迁移"],
  moved: ["Moved", "已迁移"],
  stays: ["Stays", "留下"],
  no_place: ["No place", "无处可去"],
  skipped: ["Skipped", "已跳过"],
  staysUntil: [(at: string) => `Stays until ${at}`, (at: string) => `留至 ${at}`],
  someStay: [
    (n: number, text: string, at: string) => (n === 1 ? `1 room stays until ${at}` : `${text} rooms stay until ${at}`),
    (_n: number, text: string, at: string) => `${text} 间教室留至 ${at}`,
  ],
  someLeft: [
    (n: number, text: string) =>
      n === 1
        ? "1 room finds no place with the others and is left behind here: an order goes to one cluster"
        : `${text} rooms find no place with the others and are left behind here: an order goes to one cluster`,
    (_n: number, text: string) => `${text} 间教室无法随同迁移，留在此处：一个订单只迁往一个集群`,
  ],
  recalled: [
    (n: number, text: string) =>
      n === 1
        ? "1 room that had stayed here is not reached any more: it goes where its order runs."
        : `${text} rooms that had stayed here are not reached any more: they go where their orders run.`,
    (_n: number, text: string) => `${text} 间原先留下的教室已不可达，将转到其订单所在处。`,
  ],
  untried: [
    (n: number, text: string) =>
      `No room here is reached any more. ${n === 1 ? "1 room that stays was" : `${text} rooms that stay were`} not tried since: look again in a minute.`,
    (_n: number, text: string) => `这里的教室都已不可达。留下的教室中有 ${text} 间自那以后尚未探测：请一分钟后再查看。`,
  ],
  sum: [
    (placed: string, total: string, short: string, staying: string) =>
      `${placed} of ${total} rooms have a place, ${short} have none, ${staying} stay to the end of their lesson.`,
    (placed: string, total: string, short: string, staying: string) =>
      `${total} 间教室中 ${placed} 间有去向，${short} 间没有，${staying} 间留至下课。`,
  ],
  late: ["late", "延迟"],
  missed: ["missed", "无法进行"],
  lateBy: [
    (at: string, n: number, text: string, by: string) =>
      `${at}: ${n === 1 ? "1 room" : `${text} rooms`} late, ready by ${by}`,
    (at: string, _n: number, text: string, by: string) => `${at}：${text} 间教室延迟，不晚于 ${by} 就绪`,
  ],
  missedBy: [
    (at: string, n: number, text: string, by: string) =>
      `${at}: missed in ${n === 1 ? "1 room, which is" : `${text} rooms, which are`} ready only by ${by}`,
    (at: string, _n: number, text: string, by: string) => `${at}：${text} 间教室的课程无法进行，教室最迟 ${by} 才就绪`,
  ],
  missedFor: [
    (at: string, n: number, text: string) =>
      `${at}: missed in ${n === 1 ? "1 room" : `${text} rooms`}, which no cluster takes`,
    (at: string, _n: number, text: string) => `${at}：${text} 间教室的课程无法进行，没有集群可接收`,
  ],
  unmet: [
    (late: string, missed: string) => `Lessons that begin late: ${late}. Lessons that are missed: ${missed}.`,
    (late: string, missed: string) => `延迟开始的课程：${late} 节；无法进行的课程：${missed} 节。`,
  ],
  more: ["There are more: call it again.", "还有更多，请再次执行。"],
  noneAffected: ["No order has a lesson until then.", "在此之前没有订单有课。"],
});
