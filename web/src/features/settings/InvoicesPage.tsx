import { Cards } from "../billing/Cards";
import { InvoiceList } from "../billing/InvoiceList";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicesPage() {
  return (
    <SettingsFrame page="invoices">
      <div className="stack">
        <InvoiceList />
        <Cards />
      </div>
    </SettingsFrame>
  );
}
