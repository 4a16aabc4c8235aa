// Refunds of all institutions, and what begins and decides one. All of it is the platform's own: nobody is acted for.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { homeClient, read } from "../../../api/client";
import { given } from "../../../api/given";
import { key, useChange } from "../../../api/queries";
import { REFRESH_MS } from "../../../api/refresh";
import type { NewRefund, PlatformRefund } from "../../../api/schema.gen";

const PAGE = 100;

export type RefundFilter = "waiting" | "failed" | "all";

/** The newest first. What the platform's stream tells of is orders and clusters: of money its pages ask again. */
export function refunds(filter: RefundFilter) {
  return infiniteQueryOptions({
    queryKey: key("billing", "refunds", filter),
    queryFn: ({ pageParam, signal }) => {
      const status = filter === "all" ? undefined : filter;
      const query = { ...given({ status, cursor: pageParam }), limit: PAGE };
      return read(homeClient.GET("/v1/platform/refunds", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** `attempt`: of the form, so that money that was asked for twice goes back once. */
export function useAskRefund(invoice: string, attempt: string) {
  return useChange("billing", (body: NewRefund) => {
    const params = { path: { id: invoice }, header: { "Idempotency-Key": attempt } };
    return read(homeClient.POST("/v1/invoices/{id}/refunds", { params, body }));
  });
}

export type Verdict = "approve" | "reject";

export function useDecide(verdict: Verdict) {
  return useChange("billing", ({ id }: Pick<PlatformRefund, "id">) =>
    read(homeClient.POST(`/v1/refunds/{id}/${verdict}`, { params: { path: { id } } })),
  );
}
