// What the week of a class or a teacher says.
import { messages } from "../../ui/language";
import { lessonMessages } from "./messages";

export const weekMessages = messages({
  ...lessonMessages,
  print: ["Print", "打印"],
  nothingFound: ["Nothing is found.", "没有找到。"],
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
  moved: ["moved", "已调课"],
});
