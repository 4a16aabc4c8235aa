import { InvoiceList } from "../billing/InvoiceList";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicesPage() {
  return (
    <SettingsFrame page="invoices">
      <InvoiceList />
    </SettingsFrame>
  );
}
