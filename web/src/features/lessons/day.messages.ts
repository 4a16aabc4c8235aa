// What the board of a day says, and its filters.
import { messages } from "../../ui/language";

export const dayMessages = messages({
  byClass: ["By class", "按班级"],
  byTeacher: ["By teacher", "按教师"],
  findRow: ["Class or teacher", "班级或教师"],
  rows: [(n: number, text: string) => (n === 1 ? "1 row" : `${text} rows`), (_n: number, text: string) => `${text} 行`],
  firstRows: [(_n: number, text: string) => `The first ${text} rows`, (_n: number, text: string) => `前 ${text} 行`],
  goToDay: ["Go to a day", "选择日期"],
  toToday: ["Today", "今天"],
  state: ["State", "状态"],
  bell: ["Bell", "铃响"],
  boardOf: [(day: string) => `Lessons of ${day}`, (day: string) => `${day}的课`],
  nothingFound: ["Nothing is found.", "没有找到。"],
  find: ["Find", "查找"],
});
