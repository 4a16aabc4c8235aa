// What the platform does by hand with an invoice: it is the platform's own, and nobody is acted for.
import { homeClient, read } from "../../../api/client";
import { useChange } from "../../../api/queries";
import type { NewCreditNote, NewInvoicePayment } from "../../../api/schema.gen";

/** `attempt`: of the form, so that money that came in once is recorded once. */
export function useRecordPayment(invoice: string, attempt: string) {
  return useChange("billing", (body: NewInvoicePayment) => {
    const params = { path: { id: invoice }, header: { "Idempotency-Key": attempt } };
    return read(homeClient.POST("/v1/invoices/{id}/payments", { params, body }));
  });
}

/** Answers with the note. */
export function useCreditNote(invoice: string, attempt: string) {
  return useChange("billing", (body: NewCreditNote) => {
    const params = { path: { id: invoice }, header: { "Idempotency-Key": attempt } };
    return read(homeClient.POST("/v1/invoices/{id}/credit-notes", { params, body }));
  });
}

export function useIssue(invoice: string) {
  return useChange("billing", () =>
    read(homeClient.POST("/v1/invoices/{id}/issue", { params: { path: { id: invoice } } })),
  );
}

export type End = "void" | "write-off";

export function useEnd(invoice: string, end: End) {
  return useChange("billing", (reason: string) =>
    read(homeClient.POST(`/v1/invoices/{id}/${end}`, { params: { path: { id: invoice } }, body: { reason } })),
  );
}
