// Stories of a school that owes an invoice. One that failed leaves nobody owing: another story looks at who does.
import { type MadeInvoice, owedInvoice } from "./invoices";
import { test as base, furtherOf } from "./test";

export const DUE_MINOR = 53_000;

export const test = base.extend<{ owed: MadeInvoice }>({
  owed: async ({ operator, school }, use) => {
    const owed = owedInvoice(school.id, DUE_MINOR);
    await use(owed);
    // One that was paid is not written off.
    const body = { reason: "The story is over" };
    await operator.send("POST", `/v1/invoices/${owed.id}/write-off`, { body }).catch(() => undefined);
  },
});

export const further = furtherOf(test);
