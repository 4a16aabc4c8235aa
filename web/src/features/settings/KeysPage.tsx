import { ApiKeys } from "../api_keys/ApiKeys";
import { SettingsFrame } from "./SettingsFrame";

export function KeysPage() {
  return (
    <SettingsFrame page="keys">
      <ApiKeys />
    </SettingsFrame>
  );
}
