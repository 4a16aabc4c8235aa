import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import { me } from "../../api/me";
import type { Permission } from "../../api/permissions";
import type { Me } from "../../api/schema.gen";
import { MayNot, WhoMay } from "./MayNot";

// Where there is no document, there is no language to hear of.
vi.mock("../../ui/language", async (real) => ({ ...(await real<object>()), useLanguage: () => "en" }));

function drawn(place: string, permissions: readonly Permission[], what: ReactNode): string {
  const queries = new QueryClient();
  queries.setQueryData(me().queryKey, { place, permissions } as unknown as Me);
  return renderToStaticMarkup(<QueryClientProvider client={queries}>{what}</QueryClientProvider>);
}

beforeEach(() => {
  vi.stubGlobal("location", { search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});

const amend = <MayNot to="orders:amend">{"Amend"}</MayNot>;
const several = (
  <>
    <MayNot to="orders:amend" told="told">
      {"Amend"}
    </MayNot>
    <MayNot to="orders:cancel" told="told">
      {"Cancel"}
    </MayNot>
    <WhoMay id="told" to={["orders:amend", "orders:cancel"]} />
  </>
);
const SENTENCE = "Your role may not do this. Owner and admin may.";

test("what a role may not do is there, disabled, described by who may", () => {
  const html = drawn("ten_1", ["orders:read"], amend);
  const told = /aria-disabled="true"[^>]*aria-describedby="([^"]+)"/.exec(html)?.[1];
  expect(told).toBeTruthy();
  expect(html).toContain(`<span id="${told}">${SENTENCE}</span>`);
  expect(html).not.toMatch(/ disabled/);
});

test("of several side by side it is said once", () => {
  const html = drawn("ten_1", ["orders:read"], several);
  expect(html.match(/aria-disabled="true" aria-describedby="told"/g)).toHaveLength(2);
  expect(html.split(SENTENCE)).toHaveLength(2);
  expect(html).toMatch(new RegExp(`id="told"[^>]*>${SENTENCE}`));
});

test("nothing is there for whoever may, nor where nobody of the place ever may", () => {
  expect(drawn("ten_1", ["orders:amend", "orders:cancel"], several)).toBe("");
  expect(drawn("par_1", [], amend)).toBe("");
  expect(drawn("ten_1", [], <MayNot to="clusters:manage">{"Cordon"}</MayNot>)).toBe("");
});

test("what is said of some is of the first that is lacking", () => {
  const html = drawn("ten_1", ["orders:amend"], <WhoMay id="told" to={["orders:amend", "classrooms:join"]} />);
  expect(html).toContain("Owner, admin and teacher may.");
});
