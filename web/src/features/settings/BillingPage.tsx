import { Profile } from "../billing/Profile";
import { SettingsFrame } from "./SettingsFrame";

export function BillingPage() {
  return (
    <SettingsFrame page="billing">
      <Profile />
    </SettingsFrame>
  );
}
