import { messages } from "../ui/language";

export const enterMessages = messages({
  title: ["Sign in", "登录"],
  email: ["E-mail", "邮箱"],
  password: ["Password", "密码"],
  signIn: ["Sign in", "登录"],
  signingIn: ["Signing in…", "正在登录…"],
  otherLanguage: ["中文", "English"],
});
