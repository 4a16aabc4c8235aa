// React begins here, with the answer to who is signed in.
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { me } from "../api/me";
import { makeQueryClient } from "../api/queries";
import { router } from "./router";

export async function start(asked: Promise<Response>): Promise<void> {
  const queries = makeQueryClient();
  const answer = await asked.catch(() => undefined);
  if (answer?.status === 401) {
    // The cookie is of a session that has ended: the same address, without it, is the sign-in document.
    const stored = sessionStorage.getItem("signed-out-at");
    if (stored !== location.href) {
      sessionStorage.setItem("signed-out-at", location.href);
      document.cookie = "hr=; Path=/; Max-Age=0";
      await fetch("/v1/sessions/current", { method: "DELETE" }).catch(() => undefined);
      location.reload();
      return;
    }
  }
  sessionStorage.removeItem("signed-out-at");
  if (answer?.ok) queries.setQueryData(me().queryKey, await answer.json());
  createRoot(document.getElementById("root")!).render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}
