// What the sheets for printing say.
import { messages } from "../../ui/language";

export const printMessages = messages({
  weeks: ["Weeks to print", "打印周课表"],
  print: ["Print", "打印"],
  weekOf: [(from: string, to: string) => `${from} – ${to}`, (from: string, to: string) => `${from} – ${to}`],
  sheets: [
    (n: number, text: string) => (n === 1 ? "1 sheet" : `${text} sheets`),
    (_n: number, text: string) => `${text} 张`,
  ],
  nothing: ["No lessons in this week.", "本周没有课。"],
  links: ["Links to print", "打印链接"],
  linksText: [
    "A link is made for each of these classrooms, with its QR code. Links are shown here once: print this page before you leave it.",
    "将为以下每间教室生成一个带二维码的链接。链接仅在此显示一次，请在离开前打印。",
  ],
  rooms: [
    (n: number, text: string) => (n === 1 ? "1 classroom" : `${text} classrooms`),
    (_n: number, text: string) => `${text} 间教室`,
  ],
  make: [
    (n: number, text: string) => (n === 1 ? "Make 1 link" : `Make ${text} links`),
    (_n: number, text: string) => `生成 ${text} 个链接`,
  ],
  making: [
    (done: string, all: string) => `Making… ${done} of ${all}`,
    (done: string, all: string) => `正在生成… ${done} / ${all}`,
  ],
  forWhom: ["For", "适用于"],
  pupils: ["Pupils", "学生"],
  teacher: ["Teacher", "教师"],
  valid: ["Valid for", "有效期"],
  validLesson: ["one lesson", "一节课"],
  validDay: ["the day", "当天"],
  validTerm: ["the term", "整个学期"],
  until: [(time: string) => `Valid until ${time}`, (time: string) => `有效至 ${time}`],
  scan: ["Scan to enter the classroom", "扫码进入教室"],
  qr: [(room: string) => `QR code for ${room}`, (room: string) => `${room} 的二维码`],
  noRooms: ["No classroom is chosen.", "未选择教室。"],
});
