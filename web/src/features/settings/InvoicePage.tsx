// One invoice among the settings' pages, as a page to read and as a document to file.
import { useQuery } from "@tanstack/react-query";
import type { InvoiceView } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Documents } from "../billing/Documents";
import { Invoice } from "../billing/Invoice";
import { billingMessages } from "../billing/messages";
import { invoice } from "../billing/queries";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Section } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicePage() {
  const words = useMessages(billingMessages);
  const title = useInvoiceName();
  const query = useQuery(invoice(usePathParam("id")));
  return (
    <SettingsFrame page="invoices" acts={query.data && <Documents of={query.data} />}>
      <Loaded query={query}>
        {(found) => (
          <Section title={title(found)} aside={<Go href={paths.settings("invoices")}>{words.all}</Go>}>
            <Invoice invoice={found} />
          </Section>
        )}
      </Loaded>
    </SettingsFrame>
  );
}

function useInvoiceName(): (of: InvoiceView) => string {
  const words = useMessages(billingMessages);
  const format = useFormat();
  return (of) => {
    if (!of.number) return words.draftOf(format.date(of.first_day, "month"));
    return of.kind === "credit_note" ? words.noteNamed(of.number) : words.invoiceNamed(of.number);
  };
}
