// What the phases of an order are called.
import { messages } from "../../ui/language";

export const phaseWords = messages({
  reserved: ["Reserved", "已保留"],
  scheduled: ["Scheduled", "已排定"],
  provisioning: ["Being made", "创建中"],
  active: ["In force", "生效中"],
  suspended: ["Suspended", "已暂停"],
  terminating: ["Ending", "结束中"],
  released: ["Ended", "已结束"],
});
