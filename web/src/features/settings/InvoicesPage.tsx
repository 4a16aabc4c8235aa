import { InvoiceList } from "../billing/InvoiceList";
import { Notices } from "../billing/Notices";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicesPage() {
  return (
    <SettingsFrame page="invoices">
      <InvoiceList />
      <Notices />
    </SettingsFrame>
  );
}
