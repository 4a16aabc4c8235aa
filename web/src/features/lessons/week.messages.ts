// What the week of a class or a teacher says.
import { messages } from "../../ui/language";
import { lessonMessages } from "./messages";

export const weekMessages = messages({
  ...lessonMessages,
  weekTitle: ["Week", "周课表"],
  noLessonsWeek: ["No lessons in this week.", "本周没有课。"],
  periodHead: ["Period", "节次"],
  weekBefore: ["The week before", "上一周"],
  weekAfter: ["The week after", "下一周"],
  thisWeek: ["This week", "本周"],
  weekOf: [(who: string) => `Week of ${who}`, (who: string) => `${who} 周课表`],
  choose: ["Choose a class or a teacher", "选择班级或教师"],
  classes: ["Classes", "班级"],
  teachers: ["Teachers", "教师"],
  noTeachers: ["No timetable in force names teachers.", "生效的课表中没有教师姓名。"],
  noClasses: ["No classes yet.", "还没有班级。"],
  noon: ["Noon", "午休"],
  until: [(time: string) => `to ${time}`, (time: string) => `至 ${time}`],
  carryHint: [
    "Drag a lesson to a free cell, or press Space on it, to move it. You are asked before it is moved.",
    "将课拖到空闲格子，或在课上按空格键，即可调课；确认之前不会移动。",
  ],
  lifted: [
    (title: string) => `${title} picked up. Arrows carry it, Space drops it, Escape returns it.`,
    (title: string) => `已拿起${title}。方向键移动，空格放下，Esc 放回。`,
  ],
  returned: [(title: string) => `${title} stays where it is.`, (title: string) => `${title}留在原处。`],
  placeSaid: [(day: string, start: string) => `${day}, ${start}`, (day: string, start: string) => `${day} ${start}`],
  freeSaid: [(place: string) => `${place}: free.`, (place: string) => `${place}：空闲。`],
  takenSaid: [
    (place: string, title: string) => `${place}: taken by ${title}.`,
    (place: string, title: string) => `${place}：已有${title}。`,
  ],
  moved: ["moved", "已调课"],
});
