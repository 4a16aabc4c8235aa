// The sheet of a lesson lies over whatever page is open: its address is that page's with `lesson` added.
import { useRouterState } from "@tanstack/react-router";
import { useCallback } from "react";
import { paths } from "../../app/paths";

/** The address of a lesson's sheet over this page; with `to` it asks whether the lesson is to be moved there. */
export function useLessonHref(): (lesson: string, to?: string) => string {
  const here = useRouterState({ select: (state) => state.location.pathname + state.location.searchStr });
  return useCallback((lesson: string, to?: string) => paths.lesson(lesson, here, to), [here]);
}
