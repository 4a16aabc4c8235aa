import { messages } from "../../ui/language";

export const meMessages = messages({
  title: ["Your account", "我的账户"],
  email: ["E-mail", "邮箱"],
});
