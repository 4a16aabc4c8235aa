import { Cards } from "../billing/Cards";
import { Credits } from "../billing/credits/Credits";
import { InvoiceList } from "../billing/InvoiceList";
import { Notices } from "../billing/Notices";
import { Breaches } from "../breaches/Breaches";
import { SettingsFrame } from "./SettingsFrame";

export function InvoicesPage() {
  return (
    <SettingsFrame page="invoices">
      <div className="stack">
        <InvoiceList />
        <Credits />
        <Cards />
        <Breaches />
        <Notices />
      </div>
    </SettingsFrame>
  );
}
