// What is said where a lesson is held beside those of the timetable.
import { messages } from "../../../ui/language";

export const holdMessages = messages({
  hold: ["Hold a lesson", "临时加课"],
  holdIn: [(room: string) => `A lesson in ${room}`, (room: string) => `在 ${room} 临时加课`],
  send: ["Hold the lesson", "加这节课"],
  sending: ["Asking…", "正在提交…"],
  about: ["It is added to the order's timetable, once.", "这节课只加一次，写入订单的课表。"],
  title: ["Title", "课程名称"],
  teacher: ["Teacher", "教师"],
  room: ["Classroom", "教室"],
  when: ["When", "时间"],
  now: ["Now", "现在"],
  later: ["At a time", "指定时间"],
  date: ["Date", "日期"],
  start: ["Start", "开始时间"],
  minutes: ["Minutes", "时长（分钟）"],
  noRoom: ["No order has this classroom any more.", "已没有订单包含这间教室。"],
  held: [
    (day: string, from: string, to: string) => `Held on ${day}, ${from} – ${to}.`,
    (day: string, from: string, to: string) => `已安排在 ${day} ${from} – ${to}。`,
  ],
  readyBy: [(time: string) => `The room will be ready by ${time}.`, (time: string) => `教室将在 ${time} 前就绪。`],
  open: ["Open the lesson", "查看这节课"],
  close: ["Close", "关闭"],
});
