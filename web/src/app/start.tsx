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
  // The session ended between the document and this question: the same address is the sign-in document now.
  if (answer?.status === 401) return location.reload();
  if (answer?.ok) queries.setQueryData(me().queryKey, await answer.json());
  createRoot(document.getElementById("root")!).render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}
