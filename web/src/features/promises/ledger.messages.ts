import { messages } from "../../ui/language";

export const ledgerMessages = messages({
  ledger: ["Promises kept", "就绪承诺"],
  text: [
    "Every lesson in every room: whether it was ready by the time that was promised. Lessons count a day after their hour.",
    "每间教室的每节课是否在承诺的时间前就绪。课程在其结束的一小时过去一天后计入。",
  ],
  none: ["No promise was due yet", "还没有到期的承诺"],
  noneText: ["The first lessons count a day after they end.", "首批课程在结束一天后计入。"],
  week: ["Week of", "周"],
  cluster: ["Cluster", "集群"],
  lessons: ["Lessons", "课"],
  inTime: ["In time", "按时就绪"],
  late: ["Late, ready at the bell", "迟于承诺，铃响时就绪"],
  broken: ["Not ready at the bell", "铃响时未就绪"],
  unknown: ["Could not be seen", "无法得知"],
  allKept: [
    (weeks: string) => `Every promise of ${weeks} weeks was kept.`,
    (weeks: string) => `${weeks} 周内的承诺全部兑现。`,
  ],
  someBroken: [
    (broken: string, lessons: string) => `${broken} of ${lessons} lessons had no room when the bell rang.`,
    (broken: string, lessons: string) => `${lessons} 节课中有 ${broken} 节在铃响时没有教室。`,
  ],
  why: ["What happened", "原因"],
  causes: ["Causes", "未就绪原因"],
  takenOff: ["taken off", "已移除"],
});
