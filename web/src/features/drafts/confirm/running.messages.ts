import { messages } from "../../../ui/language";

export const runningMessages = messages({
  running: ["Running now:", "正在上课："],
  until: [
    (room: string, title: string, end: string) => `${room} ${title} until ${end}`,
    (room: string, title: string, end: string) => `${room} “${title}”到 ${end}`,
  ],
  others: [
    (lessons: number, count: string) => `${count} more ${lessons === 1 ? "lesson" : "lessons"}`,
    (_: number, count: string) => `另外 ${count} 节课`,
  ],
  stop: [".", "。"],
});
