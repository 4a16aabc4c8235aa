// What is painted is the palette's title as it is; only what was typed or comes from elsewhere is read for teachers and weeks.
import { expect, test } from "vitest";
import { type Doc, emptyDoc } from "../editor/doc";
import { editsOf } from "./edits";

function room() {
  let doc: Doc = { ...emptyDoc("Asia/Shanghai"), rooms: [{ key: "7-1", seats: 50 }] };
  const edit = (change: (now: Doc) => Doc) => {
    doc = change(doc);
  };
  const edits = editsOf({ edit }, "7-1");
  const held = () =>
    doc.lines.map(({ title, teachers, when }) => [title, teachers, "weeks" in when ? when.weeks : undefined]);
  return { edits, held };
}

test("a title of the palette is painted as it is, whatever stands in it", () => {
  for (const title of ["英语 口语", "Art/Music", "体育 (A)"]) {
    const { edits, held } = room();
    edits.paint([{ day: "MO", start: "08:00" }], title, "all");
    expect(held()).toEqual([[title, [], "all"]]);
  }
});

test("what is typed is read for a teacher and for weeks", () => {
  const { edits, held } = room();
  edits.type({ day: "MO", start: "08:00" }, "Maths (A) / Mr Chen", "all");
  expect(held()).toEqual([["Maths", ["Mr Chen"], "A"]]);
});
