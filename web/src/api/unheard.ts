// For whoever may not hear events, a teacher for one: pages ask by themselves, every answer says that the service is there, and a question that nobody answers
// that it is not. What is shown is said to be old as it is to everybody else.
import type { QueryClient } from "@tanstack/react-query";
import { now } from "./clock";
import { heard, show } from "./heard";
import { isFailure } from "./problem";

export function watchAnswers(queries: QueryClient): void {
  const there = () => show({ state: "off", asOf: now() });
  const lost = () => show({ ...heard(), state: "offline" });
  queries.getQueryCache().subscribe((told) => {
    if (told.type !== "updated") return;
    const { action } = told;
    if (action.type === "success" && !action.manual) there();
    else if (action.type === "failed" && isFailure(action.error) && action.error.kind === "offline") lost();
    else if (action.type === "error" && isFailure(action.error) && action.error.kind === "offline") lost();
  });
  addEventListener("offline", lost);
  addEventListener("online", () => void queries.invalidateQueries());
  if (navigator.onLine) there();
  else lost();
}
