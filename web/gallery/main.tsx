// Every view in every state it can be in, one at a time: `#orders/many`. Pictured by `npm run shots`; no part of what is built for people.
import { QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import "../src/ui/tokens.css";
import "../src/ui/base.css";
import { setLanguage, type Language } from "../src/api/ambient";
import { me } from "../src/api/me";
import { makeQueryClient } from "../src/api/queries";
import { mainClass } from "../src/ui/page";
import { still } from "./asked";
import { capacityViews } from "./capacity";
import { changingViews } from "./changing";
import { clusterFormViews } from "./cluster-forms";
import { clusterViews } from "./clusters";
import { editorViews } from "./editor";
import { person } from "./fixtures";
import { frameViews } from "./frame";
import { importViews } from "./imports";
import { leavingViews } from "./leaving";
import { lessonViews } from "./lessons";
import { orderViews } from "./orders";
import { partViews } from "./parts";
import { platformViews } from "./platform";
import { promisesViews } from "./promises";
import { roomViews } from "./room";
import { todayViews } from "./today";
import { viewerViews } from "./viewer";
import { weekGridViews } from "./week-grid";

/** By view, by state. What stands outside of the page's main part says so. */
export type Views = Record<string, Record<string, () => ReactNode>>;

declare global {
  interface Window {
    gallery: { states: string[]; speak: (language: Language) => void; still: () => Promise<void> };
  }
}

const VIEWS: Views = {
  ...partViews,
  ...frameViews,
  ...lessonViews,
  ...changingViews,
  ...orderViews,
  ...editorViews,
  ...weekGridViews,
  ...importViews,
  ...platformViews,
  ...clusterViews,
  ...clusterFormViews,
  ...capacityViews,
  ...promisesViews,
  ...leavingViews,
  ...todayViews,
  ...viewerViews,
  ...roomViews,
};
const queries = makeQueryClient();

/** What a page asks who is signed in: it is kept by language. */
function speak(language: Language): void {
  setLanguage(language);
  queries.setQueryData(me().queryKey, person);
}

function Shown() {
  const at = useSyncExternalStore(
    (changed) => {
      window.addEventListener("hashchange", changed);
      return () => window.removeEventListener("hashchange", changed);
    },
    () => location.hash.slice(1),
  );
  const [view = "", state = ""] = at.split("/");
  const draw = VIEWS[view]?.[state];
  return (
    <main className={mainClass} key={at} data-shown={at}>
      <h1 className="vh">{at}</h1>
      {draw?.()}
    </main>
  );
}

const router = createRouter({
  routeTree: createRootRoute({ component: Shown }),
  defaultNotFoundComponent: Shown,
});

window.gallery = {
  states: Object.entries(VIEWS).flatMap(([view, states]) => Object.keys(states).map((state) => `${view}/${state}`)),
  speak,
  still,
};
speak("en");
createRoot(document.getElementById("root")!).render(
  <QueryClientProvider client={queries}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
