import { messages } from "../../ui/language";

export const mayNotMessages = messages({
  mayNot: ["Your role may not do this.", "您的角色无此权限。"],
  others: [
    (roles: string) => `Your role may not do this. ${roles} may.`,
    (roles: string) => `您的角色无此权限，${roles}可以。`,
  ],
});
