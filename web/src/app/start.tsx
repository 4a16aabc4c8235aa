// React begins here, with the answer to who is signed in.
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition } from "react";
import { now } from "../api/clock";
import { me } from "../api/me";
import type { Me } from "../api/schema.gen";
import { watchPlace } from "../api/other-place";
import { makeQueryClient } from "../api/queries";
import { pause } from "../ui/pause";
import { createRoot } from "../ui/root";
import { askToday } from "../features/today/first";
import { makeRouter } from "./router";
import { fetchSessionSheet } from "./SessionSheet";
import { paths } from "./paths";

/** The first page asks its own questions before. */
const LATER_MS = 1_500;
/** So long the first drawing is kept waiting for answers that are on their way. */
const ANSWERS_MS = 400;

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
  const router = makeRouter();
  await pause();
  // The page's own code comes first, and the page with it: what the document shows meanwhile is replaced once.
  const page = router.load();
  await pause();
  await Promise.all([page, who && firstAnswers(queries, who)]).catch(() => undefined);
  await pause();
  const root = createRoot(document.getElementById("root")!);
  // A transition is drawn in slices: the page answers meanwhile.
  startTransition(() =>
    root.render(
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>,
    ),
  );
  // Not needed for what is seen first.
  if (who) setTimeout(() => later(queries, who), LATER_MS);
}

async function firstAnswers(queries: QueryClient, who: Me): Promise<void> {
  if (!who.tenant || location.pathname !== paths.today()) return;
  await Promise.race([askToday(queries, who, now()), new Promise((late) => setTimeout(late, ANSWERS_MS))]);
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
