import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as Fetched from "./fetched";

const reload = vi.fn();
const gone = () =>
  Promise.reject(new TypeError("Failed to fetch dynamically imported module: /assets/OpenLesson-1.js"));

/** As a document has it, which is read once. */
let code: typeof Fetched;

function service(answers: boolean): void {
  vi.stubGlobal("fetch", () =>
    answers ? Promise.resolve(new Response("")) : Promise.reject(new TypeError("offline")),
  );
}

async function nextDocument(): Promise<void> {
  vi.resetModules();
  code = await import("./fetched");
}

beforeEach(async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("location", { href: "http://here/day", reload });
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  await nextDocument();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  reload.mockClear();
});

test("code that is there is had", async () => {
  await expect(code.fetched(() => Promise.resolve({ page: 1 }))).resolves.toEqual({ page: 1 });
});

test("without a line that is said, and the page stays", async () => {
  service(false);
  await expect(code.fetched(gone)).rejects.toBeInstanceOf(code.Unfetched);
  await expect(code.fetched(gone)).rejects.toMatchObject({ kind: "offline" });
  await code.loadAnew();
  expect(reload).not.toHaveBeenCalled();
});

test("what a release took away is had by loading the page anew, once", async () => {
  service(true);
  void code.fetched(gone);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  await nextDocument();
  await expect(code.fetched(gone)).rejects.toThrow("Failed to fetch");
  expect(reload).toHaveBeenCalledTimes(1);
});

test("whatever else is missing meanwhile waits for the same load", async () => {
  service(true);
  const said = vi.fn();
  for (const wanted of [code.fetched(gone), code.fetched(gone)]) void wanted.then(said, said);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  const later = code.anew(new TypeError("Failed to fetch"));
  void later.then(said, said);
  await code.loadAnew();
  expect(reload).toHaveBeenCalledTimes(1);
  expect(said).not.toHaveBeenCalled();
});

test("a minute later the page is loaded anew again, however often it was tried between", async () => {
  service(true);
  vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
  void code.fetched(gone);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  for (const after of [20_000, 40_000]) {
    vi.setSystemTime(1_000_000 + after);
    await nextDocument();
    await expect(code.fetched(gone)).rejects.toThrow("Failed to fetch");
  }
  vi.setSystemTime(1_061_000);
  await nextDocument();
  void code.fetched(gone);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(2));
});

test("what is fetched ahead of time loads no page anew", async () => {
  service(true);
  await expect(code.reached(gone)).rejects.toThrow("Failed to fetch");
  service(false);
  await expect(code.reached(gone)).rejects.toBeInstanceOf(code.Unfetched);
  expect(reload).not.toHaveBeenCalled();
});

test("where nothing can be remembered the page is not loaded anew for ever", async () => {
  service(true);
  vi.stubGlobal("sessionStorage", undefined);
  await expect(code.fetched(gone)).rejects.toThrow("Failed to fetch");
  expect(reload).not.toHaveBeenCalled();
});
