// What the board of a day asks where its address says nothing. Without what asks, so that whoever asks before the app is there says the same.

export const BOARD_PAGE = 200;
export const BY_ROOM = { by: "room", limit: BOARD_PAGE } as const;
