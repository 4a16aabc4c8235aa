import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import { me } from "../../../api/me";
import type { Me } from "../../../api/schema.gen";
import type * as Language from "../../../ui/language";
import { SavedWord } from "./DraftFrame";

// Where there is no document, there is no language to hear of.
vi.mock("../../../ui/language", async (real) => {
  const all = await real<typeof Language>();
  const useMessages = (texts: Language.Messages) => all.pick(texts, "en");
  return { ...all, useLanguage: () => "en", useMessages };
});

beforeEach(() => {
  vi.stubGlobal("location", { search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});

test("when a draft was saved is said in the time of the school, wherever its writer is", () => {
  const saved = { is: "saved", at: Date.parse("2026-09-07T00:47:00Z") } as const;
  const said = ["Pacific/Kiritimati", "America/Sao_Paulo"].map((time_zone) => {
    const queries = new QueryClient();
    queries.setQueryData(me().queryKey, { tenant: { time_zone } } as unknown as Me);
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <SavedWord saved={saved} />
      </QueryClientProvider>,
    );
  });
  expect(said[0]).toContain("Saved 14:47");
  expect(said[1]).toContain("Saved 21:47");
});
