import { expect, test } from "vitest";
import type { Me } from "../../api/schema.gen";
import { rolesOf, rolesToGive } from "./roles";

const person = (place: string, ...permissions: string[]) => ({ place, permissions }) as unknown as Me;

test("each place has its roles, and who acts for a school sees the school's", () => {
  expect(rolesOf(person("platform"), false)).toEqual(["platform_admin", "platform_support"]);
  expect(rolesOf(person("par_1"), false)).toEqual(["partner_admin"]);
  expect(rolesOf(person("platform"), true)).toEqual(rolesOf(person("ten_1"), false));
});

test("owners are made by those who may", () => {
  expect(rolesToGive(person("ten_1"), false)).toEqual(["admin", "teacher", "billing", "viewer"]);
  expect(rolesToGive(person("ten_1", "owners:manage"), false)[0]).toBe("owner");
});
