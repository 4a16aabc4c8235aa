import { messages } from "../../../ui/language";

export const shareMessages = messages({
  share: ["Shared with whoever may order", "与有权下单的人共享"],
  shared: ["shared", "已共享"],
});
