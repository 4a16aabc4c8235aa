// What is asked about orders, without what asks, so that whoever asks before the app is there says the same.

export const PAGE = 200;
/** What the list of orders asks where its address says nothing. */
export const LISTED = { limit: PAGE, sort: "attention", count: true } as const;

/** Of those in which something is not there, so many are looked through for the ones that need somebody. */
export const TROUBLED = { ready: false, sort: "attention", limit: 50 } as const;
