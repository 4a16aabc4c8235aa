import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetched, loadAnew, reached, Unfetched } from "./fetched";

const reload = vi.fn();
const gone = () =>
  Promise.reject(new TypeError("Failed to fetch dynamically imported module: /assets/OpenLesson-1.js"));

function service(answers: boolean): void {
  vi.stubGlobal("fetch", () =>
    answers ? Promise.resolve(new Response("")) : Promise.reject(new TypeError("offline")),
  );
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("location", { href: "http://here/day", reload });
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  reload.mockClear();
});

test("code that is there is had", async () => {
  await expect(fetched(() => Promise.resolve({ page: 1 }))).resolves.toEqual({ page: 1 });
});

test("without a line that is said, and the page stays", async () => {
  service(false);
  await expect(fetched(gone)).rejects.toBeInstanceOf(Unfetched);
  await expect(fetched(gone)).rejects.toMatchObject({ kind: "offline" });
  await loadAnew();
  expect(reload).not.toHaveBeenCalled();
});

test("what a release took away is had by loading the page anew, once", async () => {
  service(true);
  void fetched(gone);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  await expect(fetched(gone)).rejects.toThrow("Failed to fetch");
  expect(reload).toHaveBeenCalledTimes(1);
});

test("what is fetched ahead of time loads no page anew", async () => {
  service(true);
  await expect(reached(gone)).rejects.toThrow("Failed to fetch");
  service(false);
  await expect(reached(gone)).rejects.toBeInstanceOf(Unfetched);
  expect(reload).not.toHaveBeenCalled();
});

test("where nothing can be remembered the page is not loaded anew for ever", async () => {
  service(true);
  vi.stubGlobal("sessionStorage", undefined);
  await expect(fetched(gone)).rejects.toThrow("Failed to fetch");
  expect(reload).not.toHaveBeenCalled();
});
