import { messages } from "../../../ui/language";

export const flexibleMessages = messages({
  flexible: ["How far lessons may be moved", "可调整的幅度"],
  flexibleHint: [
    "By what is offered where the order does not fit. Left empty, as far as need be by day; 0 for not at all.",
    "排不下时系统建议的调整以此为限。留空则在白天内不限，填 0 则不移动。",
  ],
  minutes: ["Minutes earlier or later on their day", "当天提前或推后（分钟）"],
  days: ["Days later", "推迟（天）"],
  saysMinutes: [
    (minutes: string) => `Where the order does not fit, lessons may be moved by up to ${minutes} minutes on their day.`,
    (minutes: string) => `排不下时，课在当天最多可提前或推后 ${minutes} 分钟。`,
  ],
  saysDays: [
    (days: string) => `Where the order does not fit, lessons may be held up to ${days} days later.`,
    (days: string) => `排不下时，课最多可推迟 ${days} 天。`,
  ],
});
