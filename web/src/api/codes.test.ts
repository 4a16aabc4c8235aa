// The problem door over every problem that the service has: what each is for the screen, and that no code is asked about that nothing answers with.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failureOf } from "./problem";

const STATUS = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_ENTITY: 422,
  PRECONDITION_REQUIRED: 428,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

const service = readFileSync("../api/src/http/problems.rs", "utf8");
const problems = [...service.matchAll(/^\s+[A-Z]\w+ ([A-Z_]+) "([a-z-]+)"/gm)].map(([, status, slug]) => ({
  status: STATUS[status as keyof typeof STATUS],
  code: slug!.replaceAll("-", "_"),
}));

test("every problem of the service has its place on the screen, and only a fault of ours is told as one", () => {
  expect(problems.length).toBeGreaterThan(100);
  for (const { status, code } of problems) {
    expect(status, code).toBeDefined();
    const { kind } = failureOf(new Response(null, { status }), { type: `/problems/${code}`, code, title: code });
    expect(kind === "broken", `${code}: ${kind}`).toBe(status === 500);
  }
});

test("no code is asked about that the service does not have", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const sources = files.filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name));
  const asked = sources.flatMap((name) =>
    [...readFileSync(`src/${name}`, "utf8").matchAll(/\b(?:failure|error)\??\.code [!=]== "(\w+)"/g)].map(
      ([, code]) => code!,
    ),
  );
  const known = new Set(problems.map(({ code }) => code));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((code) => !known.has(code))).toEqual([]);
});
