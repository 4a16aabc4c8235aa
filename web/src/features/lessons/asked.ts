// What the board of a day asks where its address says nothing. Without what asks, so that whoever asks before the app is there says the same.

/** Rows of the first page: as many as a window shows, since a lesson has much to say and a phone's line is thin. */
export const BOARD_FIRST = 24;
/** Of those that follow. */
export const BOARD_PAGE = 200;
export const BY_ROOM = { by: "room", limit: BOARD_FIRST } as const;
