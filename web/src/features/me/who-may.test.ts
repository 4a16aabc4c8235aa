import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Permission } from "../../api/permissions";
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

/** What each role of an institution is given by the API. */
function given(): { permissions: string[]; may: (role: string, permission: string) => boolean } {
  const source = (name: string) => readFileSync(resolve(import.meta.dirname, "../../../../api/src/auth", name), "utf8");
  const texts = new Map(
    [...source("permission.rs").matchAll(/^ {4}(\w+) "([\w:]+)"$/gm)].map(([, name, text]) => [name!, text!]),
  );
  const sets = new Map(
    [...source("role.rs").matchAll(/^const (\w+): Permissions =([^;]*);/gm)].map(([, name, body]) => [name!, body!]),
  );
  const of = (set: string): string[] =>
    (sets.get(set)?.match(/P::\w+|\b[A-Z_]{2,}\b/g) ?? []).flatMap((word) =>
      word.startsWith("P::") ? [texts.get(word.slice(3)) ?? word] : of(word),
    );
  return { permissions: [...texts.values()], may: (role, permission) => of(role.toUpperCase()).includes(permission) };
}

test("the table says what the API's roles may", () => {
  const { permissions, may } = given();
  const roles = ["owner", "admin", "billing", "teacher", "viewer"] as const;
  expect(permissions.length).toBeGreaterThan(20);
  for (const permission of permissions) {
    const those = roles.filter((role) => may(role, permission));
    // What everybody may nobody lacks.
    const told = those.length === roles.length ? [] : those;
    expect([...whoMay(school, permission as Permission)].sort(), permission).toEqual([...told].sort());
  }
});
