import { expect, test } from "vitest";
import { rowsOf } from "./rows";

test("a staff list is read as spreadsheets paste it", () => {
  expect(rowsOf("lin@school.example\t林老师\t林老师/Ms Lin\n\nchen@school.example\r\n")).toEqual([
    { email: "lin@school.example", name: "林老师", teaches_as: ["林老师", "Ms Lin"] },
    { email: "chen@school.example" },
  ]);
  expect(rowsOf("林老师，lin@school.example")).toEqual([{ email: "lin@school.example", name: "林老师" }]);
  expect(rowsOf('"Chen, Mr"')).toEqual([{ email: '"Chen', name: 'Mr"' }]);
});
