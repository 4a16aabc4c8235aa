// An event as a sentence, and who did it.
import type { EventView } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { phaseWords } from "../orders/phases";
import { eventMessages } from "./messages";

/** A type that is not known here stands for itself. */
export function useEventSentence(): (event: Pick<EventView, "type" | "data">) => string {
  const words = useMessages(eventMessages);
  const format = useFormat();
  const phases = useMessages(phaseWords) as Record<string, string>;
  return ({ type, data }) => {
    const facts = data as Record<string, unknown>;
    if (type === "classrooms.available" || type === "classrooms.unavailable") {
      const count = Array.isArray(facts["classrooms"]) ? facts["classrooms"].length : 0;
      return words[type](count, format.count(count));
    }
    if (type === "classrooms.missing") {
      const count = Number(facts["rooms"]);
      return words[type](count, format.count(count));
    }
    if (type === "lessons.cut_short" || type === "lessons.went_on") {
      const count = Array.isArray(facts["lessons"]) ? facts["lessons"].length : 0;
      return words[type](count, format.count(count));
    }
    if (type === "order.phase_changed") return words[type](phases[String(facts["to"])] ?? String(facts["to"]));
    const sentences = words as unknown as Record<string, string>;
    // An order is also amended by a change of one lesson: that is what happened, then.
    const ofLesson = type === "order.amended" ? sentences[`lesson.${String(facts["change"])}`] : undefined;
    if (ofLesson) return ofLesson;
    return sentences[type] ?? type;
  };
}

export function useActorName(): (event: Pick<EventView, "actor">) => string {
  const words = useMessages(eventMessages);
  return ({ actor }) => {
    if (actor.name) return actor.name;
    if (actor.type === "system") return words.system;
    if (actor.type === "operator") return words.operator;
    return actor.type === "api_key" ? words.apiKey : words.person;
  };
}
