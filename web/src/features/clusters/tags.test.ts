import { expect, test } from "vitest";
import { tagsIn, tagsOf, tagsText } from "./tags";

test("tags are typed with blanks or commas between them", () => {
  expect(tagsIn(" gpu, campus-east  new，old、")).toEqual(["gpu", "campus-east", "new", "old"]);
  expect(tagsIn("  ")).toEqual([]);
});

test("what is shown in a field comes back as it was", () => {
  expect(tagsIn(tagsText(["campus-east", "gpu"]))).toEqual(["campus-east", "gpu"]);
});

test("a list is narrowed by every tag that some cluster bears", () => {
  expect(tagsOf([{ tags: ["new", "gpu"] }, { tags: [] }, { tags: ["gpu"] }])).toEqual(["gpu", "new"]);
});
