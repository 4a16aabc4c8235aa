// Words that heads of columns and weekdays have in spreadsheets, in English and Chinese.
import type { Weekday } from "../days/term";

const DAYS: [Weekday, RegExp][] = [
  ["MO", /(?:星期|周|礼拜)一|^mon(?:day)?/i],
  ["TU", /(?:星期|周|礼拜)二|^tue(?:s|sday)?/i],
  ["WE", /(?:星期|周|礼拜)三|^wed(?:nesday)?/i],
  ["TH", /(?:星期|周|礼拜)四|^thu(?:r|rs|rsday)?/i],
  ["FR", /(?:星期|周|礼拜)五|^fri(?:day)?/i],
  ["SA", /(?:星期|周|礼拜)六|^sat(?:urday)?/i],
  ["SU", /(?:星期|周|礼拜)[日天]|^sun(?:day)?/i],
];
const NUMBERED: Weekday[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export function weekdayNamed(text: string): { day: Weekday; said: string } | undefined {
  for (const [day, pattern] of DAYS) {
    const said = pattern.exec(text.trim())?.[0];
    if (said) return { day, said };
  }
  const day = /^[1-7]$/.test(text.trim()) ? NUMBERED[Number(text) - 1] : undefined;
  return day && { day, said: text };
}

export type Head =
  "class" | "day" | "period" | "start" | "end" | "subject" | "teacher" | "weeks" | "pupils" | undefined;

const HEADS: [Exclude<Head, undefined>, RegExp][] = [
  ["class", /^(class(es)?|room(s)?|group|form|班级?|教室|上课班级|行政班)$/i],
  ["day", /^(day|weekday|day of (the )?week|星期|周几|周次?日|上课星期)$/i],
  ["period", /^(period|lesson no\.?|slot|节次?|第几节|课节)$/i],
  ["start", /^(start|from|begin(s)?|start time|开始(时间)?|上课时间|时间)$/i],
  ["end", /^(end|to|until|end time|结束(时间)?|下课时间)$/i],
  ["subject", /^(subject|course|title|lesson|科目|课程(名称)?|学科|课名)$/i],
  ["teacher", /^(teacher(s)?|staff|教师|老师|任课(教师|老师)|授课教师)$/i],
  ["pupils", /^(pupils?|students?|seats?|size|class size|number of (pupils|students)|人数|学生数?|班级人数|席位)$/i],
  ["weeks", /^(week(s)?|a\/b|单双周|周次)$/i],
];

export function headOf(text: string): Head {
  return HEADS.find(([, pattern]) => pattern.test(text.trim()))?.[0];
}
