// What the roles are called.
import { messages } from "../../ui/language";

export const roleMessages = messages({
  platform_admin: ["Platform admin", "平台管理员"],
  platform_support: ["Platform support", "平台支持"],
  partner_admin: ["Partner admin", "合作伙伴管理员"],
  owner: ["Owner", "所有者"],
  admin: ["Admin", "管理员"],
  billing: ["Billing", "财务"],
  teacher: ["Teacher", "教师"],
  viewer: ["Viewer", "查看者"],
});
