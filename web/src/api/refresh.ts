// What time alone changes brings no event: a lesson begins, a room is due. What shows it asks again this often.
export const REFRESH_MS = 30_000;
