// What an institution changes of its billing, and how it pays.
import { client, read, readVersioned } from "../../api/client";
import { newKey } from "../../api/idempotency";
import { useChange } from "../../api/queries";
import type { BillingProfile, HostedPage } from "../../api/schema.gen";

/** How often the address of a page is asked for; each question waits for some seconds. */
const TRIES = 5;

export function useSetProfile() {
  return useChange(["billing", "profile"], ({ etag, body }: { etag: string; body: BillingProfile }) =>
    readVersioned(client.PUT("/v1/billing/profile", { params: { header: { "If-Match": etag } }, body })),
  );
}

/** `key`: of the form, so that a repeated click charges once. */
export function usePay(id: string, key: string) {
  return useChange("billing", () => {
    const params = { path: { id }, header: { "Idempotency-Key": key } };
    return read(client.POST("/v1/invoices/{id}/pay", { params, body: {} }));
  });
}

export function useRemoveCard() {
  return useChange(["billing", "cards"], (id: string) =>
    read(client.DELETE("/v1/payment-methods/{id}", { params: { path: { id } } })),
  );
}

/** Opens a page of Stripe's and leads there. */
export function useOpenPage() {
  return useChange(["billing", "cards"], async (purpose: "card" | "portal") => {
    const header = { "Idempotency-Key": newKey() };
    const ask = () => read(client.POST("/v1/payment-methods", { params: { header }, body: { purpose } }));
    let page: HostedPage = await ask();
    for (let tries = 1; page.status === "opening" && tries < TRIES; tries += 1) page = await ask();
    if (page.url) location.assign(page.url);
    return page;
  });
}
