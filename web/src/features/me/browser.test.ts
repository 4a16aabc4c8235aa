import { expect, test } from "vitest";
import { browserOf } from "./browser";

test("a user agent is said as people know it", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
  expect(browserOf(chrome)).toBe("Chrome · Windows");
  expect(browserOf(`${chrome} Edg/156.0.0.0`)).toBe("Edge · Windows");
  expect(browserOf("curl/8.5")).toBe("curl/8.5");
  expect(browserOf(null)).toBeUndefined();
});
