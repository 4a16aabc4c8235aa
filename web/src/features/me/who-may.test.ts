import { expect, test } from "vitest";
import { sayMayNot } from "./may-not";
import { whoMay } from "./who-may";

const school = { place: "ten_1" };

test("an institution's people are told of those who may, and of nobody where nobody ever may", () => {
  expect(whoMay(school, "orders:create")).toEqual(["owner", "admin"]);
  expect(whoMay(school, "billing:manage")).toEqual(["owner", "admin", "billing"]);
  expect(whoMay(school, "classrooms:join")).toEqual(["owner", "admin", "teacher"]);
  expect(whoMay(school, "clusters:manage")).toEqual([]);
});

test("of the platform's people its admin may all, and a partner's all have one role", () => {
  expect(whoMay({ place: "platform" }, "clusters:manage")).toEqual(["platform_admin"]);
  expect(whoMay({ place: "par_1" }, "partners:manage")).toEqual([]);
});

test("the sentence names them in both languages", () => {
  expect(sayMayNot(["owner", "admin"], "en")).toBe("Your role may not do this. Owner and admin may.");
  expect(sayMayNot(["owner", "admin"], "zh-CN")).toBe("您的角色无此权限，所有者和管理员可以。");
  expect(sayMayNot(["platform_admin"], "en")).toBe("Your role may not do this. Platform admin may.");
  expect(sayMayNot([], "en")).toBe("Your role may not do this.");
});
