// Ctrl Z and Ctrl Shift Z for the document. In a text field they belong to the field.
import { useEffect } from "react";
import type { DraftSession } from "./session";

export function useUndoKeys(session: DraftSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
      const target = event.target as HTMLElement;
      if (target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog")) return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) session.redo();
      else session.undo();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [session]);
}
