// What the sheet of a lesson says.
import { messages } from "../../ui/language";
import { lessonMessages } from "./messages";

export const sheetMessages = messages({
  untitled: lessonMessages.untitled,
  lessonTitle: ["Lesson", "课"],
  room: ["Classroom", "教室"],
  teachersOf: ["Teachers", "教师"],
  time: ["Time", "时间"],
  expected: ["Expected", "预计人数"],
  people: [(text: string) => `${text} pupils`, (text: string) => `${text} 人`],
  readyBy: ["Room due by", "教室应就绪时间"],
  readyAt: ["Room ready since", "教室就绪时间"],
  movedFrom: ["Held instead of", "原定日期"],
  wentOn: ["Went on for", "已延长"],
  minutes: [(text: string) => `${text} minutes`, (text: string) => `${text} 分钟`],
  change: ["Change the timetable", "修改课表"],
  toOrder: ["Open the order", "查看订单"],
});
