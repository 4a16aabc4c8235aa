// What the window is called.
import { useEffect } from "react";

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Homeroom` : "Homeroom";
  }, [title]);
}
