// Fields of the editor are named by the pointers of what they fill, so that what the API says of a pointer stands at its field and leads to it.
import { createContext, use } from "react";

/** What the API says of a pointer. */
export interface Sentence {
  pointer: string;
  detail: string;
}

/** All that it says of the document as it is. */
export const WrongContext = createContext<readonly Sentence[]>([]);

export function useField(): (pointer: string) => { name: string; error: string | undefined } {
  const wrong = use(WrongContext);
  return (pointer) => ({ name: pointer, error: wrong.find((one) => one.pointer === pointer)?.detail });
}

/** Lessons have no field: the cell of the week that is in use. */
const CELL = '[role="grid"] [tabindex="0"]';

/** Where a pointer may be filled in, the nearest first: its own field, else that of what it is a part of. */
export function placesOf(pointer: string): string[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((_, index) => {
    const at = `/${parts.slice(0, parts.length - index).join("/")}`;
    return at === "/timetable/lessons" ? CELL : `[name="${at.replace(/["\\]/g, "\\$&")}"]`;
  });
}

/** Whether there is such a field on the page, and it could be focused. Of choices it is the one that is chosen. */
export function focusField(pointer: string): boolean {
  for (const place of placesOf(pointer)) {
    const found = [...document.querySelectorAll<HTMLElement>(place)];
    const field = found.find((one) => one.matches(":checked")) ?? found[0];
    field?.focus();
    if (field && document.activeElement === field) return true;
  }
  return false;
}
