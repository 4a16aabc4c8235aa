// One key an intention: made when a form opens, kept across retries, and given up when what it made is there.
import { useCallback, useState } from "react";

export function newKey(): string {
  return crypto.randomUUID();
}

/** A key for the form that calls this, and how to take a new one once something was made with it. */
export function useAttemptKey(): [key: string, renew: () => void] {
  const [key, setKey] = useState(newKey);
  return [key, useCallback(() => setKey(newKey()), [])];
}
