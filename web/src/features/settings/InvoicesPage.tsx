import { InvoiceList } from "../billing/InvoiceList";
import { Breaches } from "../breaches/Breaches";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicesPage() {
  return (
    <SettingsFrame page="invoices">
      <InvoiceList />
      <Breaches />
    </SettingsFrame>
  );
}
