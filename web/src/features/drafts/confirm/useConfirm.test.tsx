import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { DraftSession } from "../editor/session";
import { tellAway, toldAway } from "./away";
import { useConfirm } from "./useConfirm";

vi.mock("../../../ui/link", () => ({ useGo: () => () => Promise.resolve() }));
vi.mock("./confirm", () => ({ attemptFor: () => new Promise(() => undefined) }));

test("who confirms a draft again is not told any more that it was refused before", () => {
  const refused = { amends: false, why: "cn-beijing: 2 rooms too many." };
  tellAway("drf_1", { draft: "drf_1", name: "Spring", ...refused });
  tellAway("drf_2", { draft: "drf_2", name: "Summer", ...refused });
  const session = { id: "drf_1", get: () => ({}) } as unknown as DraftSession;
  let confirm = () => Promise.resolve();
  const Button = () => {
    ({ confirm } = useConfirm(session));
    return null;
  };
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <Button />
    </QueryClientProvider>,
  );
  void confirm();
  expect(toldAway().map(({ draft }) => draft)).toEqual(["drf_2"]);
});
