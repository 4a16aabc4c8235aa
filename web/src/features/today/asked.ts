// What the start page asks, and who is asked it. Without what asks, so that whoever asks before the app is there says the same.
import type { Me } from "../../api/schema.gen";

/** Rows of the day's board: the worst of them are shown. */
export const BOARD = { by: "room", limit: 60 } as const;

/** A person who teaches sees own lessons first. */
export function teaches(me: Pick<Me, "role" | "type">): boolean {
  return me.role === "teacher" && me.type === "user";
}
