import { messages } from "../../../ui/language";

export const conflictMessages = messages({
  noneToSee: ["Nothing that is seen in rooms, lessons or days.", "教室、课程和日期均无变化。"],
  renamed: [
    (room: string, from: string, to: string) => `Room ${room}, longer name: ${from} → ${to}`,
    (room: string, from: string, to: string) => `教室 ${room}，全称：${from} → ${to}`,
  ],
  noted: [
    (room: string) => `Room ${room}: your number or your notes`,
    (room: string) => `教室 ${room}：自编号或备注字段`,
  ],
  alwaysOpen: ["Open all the time", "全天开放"],
  timetabled: ["By its timetable", "按课表"],
  lessonOn: [
    (room: string, day: string) => `Lesson in ${room}, ${day}`,
    (room: string, day: string) => `${room}，${day}的课`,
  ],
  cancelled: ["Cancelled", "取消"],
});
