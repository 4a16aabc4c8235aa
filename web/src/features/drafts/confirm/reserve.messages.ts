import { messages } from "../../../ui/language";

export const reserveMessages = messages({
  reserve: [
    (n: number, text: string) => (n === 1 ? "Reserve 1 room" : `Reserve ${text} rooms`),
    (_n: number, text: string) => `保留 ${text} 间教室`,
  ],
  reserveUntil: ["Reserve until we have a purchase order", "先保留，待有采购单再确认"],
  reservedDay: ["Until the end of this day", "保留至当日结束"],
  reservedHint: [
    "Held for 14 days at most, and not charged; what is not confirmed by then is given back.",
    "最多保留 14 天，期间不收费；到期未确认则释放。",
  ],
});
