import { createRootRoute, type RouteComponent } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as Pages from "./page";

const reload = vi.fn();
const UsagePage = () => null;
const there = () => Promise.resolve({ UsagePage });
const gone = (): Promise<{ UsagePage: typeof UsagePage }> =>
  Promise.reject(new TypeError("Failed to fetch dynamically imported module: /assets/UsagePage-1.js"));

let make: typeof Pages.page;

function componentOf(load: typeof there): RouteComponent {
  return make(createRootRoute(), "/usage", load, "UsagePage").options.component as RouteComponent;
}

/** What React makes of it: an element, or what was thrown. */
function drawn(component: RouteComponent): unknown {
  try {
    return (component as () => unknown)();
  } catch (thrown) {
    return thrown;
  }
}

beforeEach(async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("location", { href: "http://here/", reload });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("")));
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  vi.resetModules();
  make = (await import("./page")).page;
});

afterEach(() => {
  vi.unstubAllGlobals();
  reload.mockClear();
});

test("a page that was fetched is drawn, and has nothing to wait for", async () => {
  const component = componentOf(there);
  await component.preload?.();
  expect((drawn(component) as ReactElement).type).toBe(UsagePage);
  expect(component.preload).toBeUndefined();
});

test("a page that was not fetched before is waited for", async () => {
  const component = componentOf(there);
  const waited = drawn(component);
  expect(waited).toBeInstanceOf(Promise);
  await waited;
  expect((drawn(component) as ReactElement).type).toBe(UsagePage);
});

test("a page that is gone is loaded anew once it is drawn, and once only, however often it is", async () => {
  const [one, other] = [componentOf(gone), componentOf(gone)];
  await Promise.all([one.preload?.(), other.preload?.()]);
  expect(reload).not.toHaveBeenCalled();
  const waits = [drawn(one), drawn(one), drawn(other)];
  for (const waited of waits) expect(waited).toBeInstanceOf(Promise);
  expect(reload).toHaveBeenCalledTimes(1);
});

test("a page that was missed and is there when it is asked for again is drawn", async () => {
  const load = vi.fn(gone);
  const component = componentOf(load);
  await component.preload?.();
  load.mockImplementation(there);
  await component.preload?.();
  expect((drawn(component) as ReactElement).type).toBe(UsagePage);
  expect(reload).not.toHaveBeenCalled();
});

test("without a line a page says so where it would stand", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  const component = componentOf(gone);
  await component.preload?.();
  expect(drawn(component)).toMatchObject({ kind: "offline" });
  expect(reload).not.toHaveBeenCalled();
});
