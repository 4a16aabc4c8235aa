// The end of a session: requests that were answered 401 wait here while the person signs in over the page, and go again.
let ended = false;
let waiting: (() => void)[] = [];
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Resolves when the person has signed in again; rejects when the request is given up. */
export function signedInAgain(signal: AbortSignal): Promise<void> {
  ended = true;
  tell();
  return new Promise((resolve, reject) => {
    waiting.push(resolve);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

export function sessionEnded(): boolean {
  return ended;
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The sign-in sheet has a session again. */
export function resumeSession(): void {
  const all = waiting;
  [ended, waiting] = [false, []];
  tell();
  for (const resume of all) resume();
}
