// What Today, the board of a day, the week and a lesson's sheet say. Numbers come in as text, formatted for the language.
import { messages } from "../../ui/language";

export const lessonMessages = messages({
  today: ["Today", "今天"],

  lessonsThisDay: [
    (n: number, text: string) => (n === 1 ? "1 lesson" : `${text} lessons`),
    (_n: number, text: string) => `${text} 节课`,
  ],
  noLessonsShort: ["no lessons", "没有课"],
  weekNumber: [(n: string) => `week ${n}`, (n: string) => `第 ${n} 周`],
  toClassrooms: ["The classrooms", "查看教室"],
  noLessons: ["No lessons on this day.", "当天没有课。"],
  yours: ["Your lessons", "我的课"],
  noneOfYours: ["No lessons of yours today.", "今天没有您的课。"],
  school: ["School, by class", "全校（按班级）"],
  allClasses: [(text: string) => `All ${text} classes`, (text: string) => `全部 ${text} 个班级`],
  wholeDay: ["The whole day", "整天课表"],
  newOrder: ["New order", "新建订单"],
  printDay: ["Print the day", "打印当日课表"],
  enter: ["Enter", "进入"],
  enterRoom: [(room: string) => `Enter ${room}`, (room: string) => `进入 ${room}`],
  opens: [(time: string) => `opens ${time}`, (time: string) => `${time} 开放`],
  needsYou: ["Needs you", "待处理"],
  nothingNeedsYou: ["Nothing needs you today.", "今天没有需要处理的事。"],
  allReady: [
    (n: number, text: string, time: string) =>
      n === 1 ? `The room is ready for ${time}.` : `All ${text} rooms are ready for ${time}.`,
    (_n: number, text: string, time: string) => `${text} 间教室已为 ${time} 的课准备好。`,
  ],
  notReadyFor: [
    (n: number, text: string, time: string) => `${n === 1 ? "1 room is" : `${text} rooms are`} not ready for ${time}.`,
    (_n: number, text: string, time: string) => `${text} 间教室尚未为 ${time} 的课就绪。`,
  ],
  namedNotReadyFor: [
    (names: readonly string[], time: string) =>
      names.length === 1
        ? `${names[0]} is not ready for ${time}.`
        : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are not ready for ${time}.`,
    (names: readonly string[], time: string) => `${names.join("、")} 尚未为 ${time} 的课就绪。`,
  ],
  quota: ["Quota", "配额"],

  classHead: ["Class", "班级"],
  teacherHead: ["Teacher", "教师"],
  day: ["Day", "星期"],

  untitled: ["Lesson", "课"],
});
