import fc from "fast-check";
import { expect, test } from "vitest";
import { BELLS, emptyDoc } from "../editor/doc";
import { cellsOf, expandKeys, readLesson, readRooms, readTable, textOf } from "./paste";
import { taken } from "./take";

test("cells become text and cells again", () => {
  const cell = fc.string().map((text) => text.replace(/\r/g, "").trim());
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(table, (cells) => {
      expect(cellsOf(textOf(cells))).toEqual(cells);
    }),
  );
});

test("ranges of classes expand as people write them", () => {
  expect(expandKeys("7-1 … 7-12")).toHaveLength(12);
  expect(expandKeys("7-1...7-3")).toEqual(["7-1", "7-2", "7-3"]);
  expect(expandKeys("七年级1班至七年级3班")).toEqual(["七年级1班", "七年级2班", "七年级3班"]);
  expect(expandKeys("A01~A03")).toEqual(["A01", "A02", "A03"]);
  expect(expandKeys("7-1")).toEqual(["7-1"]);
  expect(readRooms("7-1\t48\t七年级1班\n7-2 … 7-4\n", 50)).toEqual([
    { key: "7-1", seats: 48, name: "七年级1班" },
    { key: "7-2", seats: 50 },
    { key: "7-3", seats: 50 },
    { key: "7-4", seats: 50 },
  ]);
});

test("a cell is a subject, a teacher, and weeks", () => {
  expect(readLesson("数学 陈老师")).toEqual({ title: "数学", teachers: ["陈老师"], weeks: "all" });
  expect(readLesson("Physical education")).toEqual({ title: "Physical education", teachers: [], weeks: "all" });
  expect(readLesson("Maths\nMr Chen, Ms Hu")).toEqual({ title: "Maths", teachers: ["Mr Chen", "Ms Hu"], weeks: "all" });
  expect(readLesson("美术（双周）/赵老师")).toEqual({ title: "美术", teachers: ["赵老师"], weeks: "B" });
});

test("a table of classes by periods, with heads in one row or in two", () => {
  const one = readTable("班级\t周一1\t周一2\t周二1\n7-1\t数学 陈老师\t语文\t\n7-2\t\t英语\t体育", BELLS.middle);
  expect(one).toMatchObject({ shape: "matrix", rooms: ["7-1", "7-2"], errors: [] });
  expect(one.rows.map((row) => [row.room, row.day, row.start, row.title])).toEqual([
    ["7-1", "MO", "08:00", "数学"],
    ["7-1", "MO", "08:55", "语文"],
    ["7-2", "MO", "08:55", "英语"],
    ["7-2", "TU", "08:00", "体育"],
  ]);
  const two = readTable(
    "Class\tMonday\t\tTuesday\n\t1\t2\t1\n7-1\tMaths\tArt\tSport\n\tlost\t\t\n7-1\tMaths\t\t",
    BELLS.middle,
  );
  expect(two.rows.map((row) => [row.day, row.start, row.title])).toEqual([
    ["MO", "08:00", "Maths"],
    ["MO", "08:55", "Art"],
    ["TU", "08:00", "Sport"],
  ]);
  expect(two.errors.map((error) => [error.row, error.problem.code])).toEqual([
    [4, "no-class"],
    [5, "twice"],
  ]);
});

test("a list of lessons names what it does not understand row by row", () => {
  const list = readTable(
    "星期\t节次\t班级\t科目\t教师\n周一\t第3节\t7-1、7-2\t数学\t陈老师\n某天\t1\t7-1\t语文\t\n周二\t99\t7-1\t语文\t\n周二\t1\t7-1\t\t\n周三\t7:30-8:00\t7-1\t早读\t",
    BELLS.middle,
  );
  expect(list.rows.map((row) => [row.room, row.day, row.start, row.minutes, row.title])).toEqual([
    ["7-1", "MO", "10:00", 45, "数学"],
    ["7-2", "MO", "10:00", 45, "数学"],
    ["7-1", "WE", "07:30", 30, "早读"],
  ]);
  expect(list.errors.map((error) => [error.row, error.problem.code])).toEqual([
    [3, "no-day"],
    [4, "no-period"],
    [5, "no-subject"],
  ]);
  expect(readTable("hello", BELLS.middle).errors[0]?.problem.code).toBe("no-shape");
});

test("pupils beside a lesson are the class's, and the most of them count", () => {
  const read = readTable(
    "Class\tDay\tStart\tEnd\tSubject\tStudents\n7-1\tMon\t08:00\t08:45\tMaths\t38\n7-1\tTue\t08:00\t08:45\tArt\t19\n7-2\tMon\t08:00\t08:45\tArt\t",
    BELLS.middle,
  );
  expect([...read.pupils]).toEqual([["7-1", 38]]);
  expect(taken(emptyDoc("Asia/Shanghai"), read, 50, () => "key").rooms).toEqual([
    { key: "7-1", seats: 38 },
    { key: "7-2", seats: 50 },
  ]);
});

test("a class under a row of days is no second row of heads", () => {
  const read = readTable("Class\tMonday\tTuesday\n7-1\tMaths 08:00-08:45\tArt 08:55-09:40", BELLS.middle);
  expect(read.errors[0]?.problem.code).toBe("no-shape");
  expect(readTable("班级\t周一\t\n\t第1节\t第2节\n7-1\t数学\t", BELLS.middle).rows).toHaveLength(1);
  expect(readTable("Class\tMon\t\n\tP1\t08:55-09:40\n7-1\tMaths\t", BELLS.middle).rows).toHaveLength(1);
});

test("what is no table is told", () => {
  expect(readTable("hello", BELLS.middle).errors[0]?.problem.code).toBe("no-shape");
});
