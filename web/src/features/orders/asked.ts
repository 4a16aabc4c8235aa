// What is asked about orders in which something is not there. No more than a constant, so that whoever asks before the app is there says the same.

/** Of those that are not ready, so many are looked through for the ones that need somebody. */
export const TROUBLED = { ready: false, sort: "attention", limit: 50 } as const;
