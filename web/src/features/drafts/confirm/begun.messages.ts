import { messages } from "../../../ui/language";

export const begunMessages = messages({
  goneOn: ["You go on with the amendment that you began.", "您正在继续之前的更改。"],
  goneOnText: ["What you changed then is still in it, and nothing of it is ordered.", "之前的改动仍在其中，尚未下单。"],
  notCopied: [
    (lessons: number, count: string) => `${count} ${lessons === 1 ? "lesson was" : "lessons were"} not copied.`,
    (_: number, count: string) => `有 ${count} 节课未复制。`,
  ],
  notCopiedText: [
    (titles: string) => `Lessons on single dates, and those that are not held week by week, stay behind: ${titles}`,
    (titles: string) => `单次课和非按周重复的课不会复制：${titles}`,
  ],
  isKnown: ["I know", "知道了"],
  again: ["Begin from the order again", "从订单重新开始"],
});
