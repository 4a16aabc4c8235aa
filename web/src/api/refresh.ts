// What time alone changes brings no event: a lesson begins, a room is due. What shows it asks again this often, and at the moments that
// it names itself (moments.ts).
export const REFRESH_MS = 30_000;
