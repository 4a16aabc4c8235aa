// Which of the eight spine colours a subject has in the editor: those of the whole order share them out, so that a class's week and the palette agree.
import { createContext, use } from "react";
import { subjectClass } from "../../lessons/subject";

export const SubjectColours = createContext<ReadonlyMap<string, number>>(new Map());

/** The class that gives `--sub`. */
export function useColourClass(): (title: string) => string {
  const colours = use(SubjectColours);
  return (title) => subjectClass(colours, title);
}
