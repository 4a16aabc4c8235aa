// React begins here, with the answer to who is signed in.
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition } from "react";
import { now } from "../api/clock";
import { me } from "../api/me";
import { Failure } from "../api/problem";
import type { Me } from "../api/schema.gen";
import { watchPlace } from "../api/other-place";
import { makeQueryClient } from "../api/queries";
import { pause } from "../ui/pause";
import { createRoot } from "../ui/root";
import { fetchLessonSheet } from "../features/lessons/LessonSheet";
import { askToday } from "../features/today/first";
import { makeRouter } from "./router";
import { fetchSessionSheet } from "./SessionSheet";
import { paths } from "./paths";

/** The first page asks its own questions before. */
const LATER_MS = 1_500;
/** So long the first drawing is kept waiting for answers that are on their way. */
const ANSWERS_MS = 400;

type Ask = (queries: QueryClient, me: Me, at: number) => Promise<unknown>;

/** What is asked where people come to by an address of its own. It stands with the page, whose code has been fetched by then. */
const ASKS: Readonly<Record<string, () => Ask | Promise<Ask>>> = {
  [paths.today()]: () => askToday,
  [paths.day()]: () => import("../features/lessons/DayPage").then(({ askDay }) => askDay),
  [paths.orders()]: () => import("../features/orders/OrdersPage").then(({ askOrders }) => askOrders),
  [paths.ops()]: () => import("../features/platform/OpsHomePage").then(({ askOps }) => askOps),
};

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
  const root = createRoot(document.getElementById("root")!, { onCaughtError });
  // A transition is drawn in slices: the page answers meanwhile.
  startTransition(() =>
    root.render(
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>,
    ),
  );
  // Not needed for what is seen first.
  if (who) setTimeout(() => later(queries, who, router), LATER_MS);
}

/** What the page shows in a fault's place is said there; anything else is a fault of ours. */
function onCaughtError(error: unknown): void {
  if (!(error instanceof Failure)) console.error(error);
}

/** The page is drawn once, with its answers, where they come soon. */
async function firstAnswers(queries: QueryClient, who: Me): Promise<void> {
  const { pathname, search } = location;
  const asks = ASKS[pathname];
  // What an address says beside its page, that page reads itself.
  if (!asks || (search !== "" && pathname !== paths.today()) || !who.tenant !== (pathname === paths.ops())) return;
  const answered = Promise.resolve(asks()).then((ask) => ask(queries, who, now()));
  await Promise.race([answered, new Promise((late) => setTimeout(late, ANSWERS_MS))]);
}

function later(queries: QueryClient, who: Me, router: ReturnType<typeof makeRouter>): void {
  const load = () => import("../api/live");
  // Who is offline by then hears of it when the line is back.
  const again = () => new Promise((back) => addEventListener("online", back, { once: true })).then(load);
  void load()
    .catch(again)
    .then(({ startLive }) => startLive(queries, who));
  fetchSessionSheet();
  if (who.tenant) fetchLessonSheet();
  const soon = () =>
    import("./soon").then(({ fetchSoon, soonOf }) => fetchSoon(soonOf(who), (to) => router.preloadRoute({ to })));
  void soon().catch(() => undefined);
}
