// The order editor: `/drafts` and the steps of one draft.
import type { AnyRoute } from "@tanstack/react-router";

export function editorRoutes(_parent: AnyRoute): AnyRoute[] {
  return [];
}
