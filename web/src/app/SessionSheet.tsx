// The session has ended while a page is open: sign in over it.
import { Suspense, useSyncExternalStore } from "react";
import { onSession, sessionEnded } from "../api/session-end";
import { part } from "../ui/part";

const load = () => import("./SignInAgain");
const SignInAgain = part(load, "SignInAgain");

export function SessionSheet() {
  const ended = useSyncExternalStore(onSession, sessionEnded);
  return (
    ended && (
      <Suspense>
        <SignInAgain />
      </Suspense>
    )
  );
}

/** Here before it is needed: a session may end while nothing can be loaded. */
export function fetchSessionSheet(): void {
  void load().catch(() => undefined);
}
