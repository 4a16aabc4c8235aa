import { messages } from "../../ui/language";

export const todayMessages = messages({
  title: ["Today", "今天"],
  noLessons: ["No lessons on this day", "当天没有课"],
});
