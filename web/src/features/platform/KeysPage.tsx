// The keys of the platform, or of a partner.
import { ApiKeys } from "../api_keys/ApiKeys";
import { PlatformFrame } from "./PlatformFrame";

export function KeysPage() {
  return (
    <PlatformFrame page="keys">
      <ApiKeys />
    </PlatformFrame>
  );
}
