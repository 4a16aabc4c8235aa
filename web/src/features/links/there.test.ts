import { expect, test } from "vitest";
import type { LinkView } from "../../api/schema.gen";
import { thereFor } from "./there";

const link = (room: string, role: string, day: string): LinkView => ({
  id: `lnk_${room}_${day}`,
  classroom_id: room,
  role,
  valid: "term",
  created_at: `2026-11-${day}T08:00:00Z`,
  expires_at: "2027-01-18T08:00:00Z",
  has_passcode: false,
  uses: 0,
});
const live = [link("a", "pupil", "28"), link("a", "pupil", "20"), link("b", "pupil", "25"), link("c", "teacher", "01")];

test("classrooms that have a link for the same people are counted, and since when", () => {
  expect(thereFor("pupil", live)).toEqual({ rooms: 2, since: "2026-11-20T08:00:00Z" });
  expect(thereFor("teacher", live)).toEqual({ rooms: 1, since: "2026-11-01T08:00:00Z" });
});

test("nothing is said where none is out", () => {
  expect(thereFor("pupil", [])).toBeUndefined();
  expect(thereFor("teacher", live.slice(0, 3))).toBeUndefined();
});
