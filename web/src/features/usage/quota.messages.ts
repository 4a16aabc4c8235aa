// What a quota says, on every page that shows one.
import { messages } from "../../ui/language";

export const quotaMessages = messages({
  roomsNow: ["Rooms now", "当前教室"],
  seatsNow: ["Seats now", "当前席位"],
  peakAt: [
    (when: string, used: string, limit: string) => `Peak ${when}: ${used} of ${limit}`,
    (when: string, used: string, limit: string) => `高峰 ${when}：${used} / ${limit}`,
  ],
  noPeak: ["Nothing is booked to come.", "之后没有预订。"],
});
