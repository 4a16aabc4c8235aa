// Short names of the kinds of rooms; one that is not known here is shown by its own word.
import { messages, useMessages } from "../../ui/language";

export const kindMessages = messages({
  lecture: ["Lecture", "大班课"],
  class: ["School class", "班级课"],
  seminar: ["Small group", "小班课"],
  studio: ["Studio course", "精品课"],
});

export const KINDS = ["lecture", "class", "seminar", "studio"] as const;

export function useKindName(): (kind: string) => string {
  const words = useMessages(kindMessages) as Record<string, string>;
  return (kind) => words[kind] ?? kind;
}
