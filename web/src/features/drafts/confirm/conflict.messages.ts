import { messages } from "../../../ui/language";

export const conflictMessages = messages({
  meanwhile: ["The order was changed meanwhile", "订单已被他人修改"],
  meanwhileText: [
    "Your text is kept. What only one side touched is taken from that side; choose the rest.",
    "您填写的内容已保留。仅一方改动的内容已合并，其余请选择。",
  ],
  textKept: ["Your text is kept.", "您填写的内容已保留。"],
  seeTheirs: ["See what changed", "查看改动"],
  changedBy: [
    (who: string, at: string) => `${who} changed it at ${at}.`,
    (who: string, at: string) => `${who} 于 ${at} 修改。`,
  ],
  theyChanged: ["What they changed", "对方的改动"],
  asOpened: ["As you opened it", "打开时"],
  theirs: ["Theirs", "对方"],
  mine: ["Yours", "本方"],
  field: ["What", "项目"],
  goOn: ["Go on with this", "以此继续"],
  noneToSee: ["Nothing that is seen in rooms, lessons or days.", "教室、课程和日期均无变化。"],
  renamed: [
    (room: string, from: string, to: string) => `Room ${room}, longer name: ${from} → ${to}`,
    (room: string, from: string, to: string) => `教室 ${room}，全称：${from} → ${to}`,
  ],
  noted: [
    (room: string) => `Room ${room}: your number or your notes`,
    (room: string) => `教室 ${room}：自编号或备注字段`,
  ],
  alwaysOpen: ["Open all the time", "全天开放"],
  timetabled: ["By its timetable", "按课表"],
  lessonOn: [
    (room: string, day: string) => `Lesson in ${room}, ${day}`,
    (room: string, day: string) => `${room}，${day}的课`,
  ],
  cancelled: ["Cancelled", "取消"],
});
