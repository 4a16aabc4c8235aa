import { Cards } from "../billing/Cards";
import { InvoiceList } from "../billing/InvoiceList";
import { Notices } from "../billing/Notices";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicesPage() {
  return (
    <SettingsFrame page="invoices">
      <div className="stack">
        <InvoiceList />
        <Cards />
        <Notices />
      </div>
    </SettingsFrame>
  );
}
