// React begins here, with the answer to who is signed in.
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { me } from "../api/me";
import type { Me } from "../api/schema.gen";
import { watchPlace } from "../api/other-place";
import { makeQueryClient } from "../api/queries";
import { router } from "./router";
import { fetchSessionSheet } from "./SessionSheet";

/** The first page asks its own questions before. */
const LATER_MS = 1_500;

export async function start(asked: Promise<Response>): Promise<void> {
  const queries = makeQueryClient();
  const answer = await asked.catch(() => undefined);
  // The session ended between the document and this question: the same address is the sign-in document now.
  if (answer?.status === 401) return location.reload();
  const who = answer?.ok ? ((await answer.json()) as Me) : undefined;
  if (who) {
    queries.setQueryData(me().queryKey, who);
    watchPlace(who);
  }
  createRoot(document.getElementById("root")!).render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  // Not needed for what is seen first.
  if (who) setTimeout(() => later(queries, who), LATER_MS);
}

function later(queries: QueryClient, who: Me): void {
  const load = () => import("../api/live");
  // Who is offline by then hears of it when the line is back.
  const again = () => new Promise((back) => addEventListener("online", back, { once: true })).then(load);
  void load()
    .catch(again)
    .then(({ startLive }) => startLive(queries, who));
  fetchSessionSheet();
}
