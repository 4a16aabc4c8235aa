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
  loading: [(n: string) => `Loading all lessons… ${n}`, (n: string) => `正在载入全部课程… ${n} 节`],
  nothing: ["No lessons in this week.", "本周没有课。"],
});
