// Who can mend what an order waits for.
import { messages } from "../../ui/language";

export const fixByMessages = messages({
  fixSchool: ["You can mend this.", "可由学校处理。"],
  fixOperator: ["The operator can mend this and has been told.", "需由运营方处理，已通知。"],
  fixNobody: ["Nothing is to be done. It mends itself.", "无需处理，会自动恢复。"],
});
