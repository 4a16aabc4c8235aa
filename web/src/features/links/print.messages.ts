// What the page says that makes links for paper.
import { messages } from "../../ui/language";

export const printLinksMessages = messages({
  print: ["Print", "打印"],
  links: ["Links to print", "打印链接"],
  linksText: [
    "A link is made for each of these classrooms, with its QR code. Links are shown here once: print this page before you leave it.",
    "将为以下每间教室生成一个带二维码的链接。链接仅在此显示一次，请在离开前打印。",
  ],
  rooms: [
    (n: number, text: string) => (n === 1 ? "1 classroom" : `${text} classrooms`),
    (_n: number, text: string) => `${text} 间教室`,
  ],
  finding: [(n: string) => `Loading all classrooms… ${n}`, (n: string) => `正在载入全部教室… ${n} 间`],
  make: [
    (n: number, text: string) => (n === 1 ? "Make 1 link" : `Make ${text} links`),
    (_n: number, text: string) => `生成 ${text} 个链接`,
  ],
  looking: ["Looking for links that work already…", "正在查找已有的链接…"],
  there: [
    (n: number, text: string, whose: "pupil" | "teacher", since: string) =>
      `${text} of these classrooms ${n === 1 ? "has" : "have"} a link for ${whose === "pupil" ? "pupils" : "the teacher"} that works already, the oldest made ${since}.`,
    (_n: number, text: string, whose: "pupil" | "teacher", since: string) =>
      `其中 ${text} 间教室已有可用的${whose === "pupil" ? "学生" : "教师"}链接，最早的生成于 ${since}。`,
  ],
  thereText: [
    "They go on working beside the new ones, unless they are ended. Each ends once its classroom has its new one.",
    "若不吊销，旧链接与新链接同时有效。各教室生成新链接后，其旧链接即被吊销。",
  ],
  makeAndEnd: ["New links, and end the old ones", "生成新链接并吊销旧链接"],
  making: [
    (done: string, all: string) => `Making… ${done} of ${all}`,
    (done: string, all: string) => `正在生成… ${done} / ${all}`,
  ],
  until: [(time: string) => `Valid until ${time}`, (time: string) => `有效至 ${time}`],
  scan: ["Scan to enter the classroom", "扫码进入教室"],
  qr: [(room: string) => `QR code for ${room}`, (room: string) => `${room} 的二维码`],
  noRooms: ["No classroom is chosen.", "未选择教室。"],
});
