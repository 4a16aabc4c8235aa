import { useMe } from "../../api/me";
import { useZone } from "../../api/zone";
import { Subscription } from "../prices/Subscription";
import { SettingsFrame } from "./SettingsFrame";

export function PlanPage() {
  const { tenant } = useMe();
  const zone = useZone();
  return <SettingsFrame page="plan">{tenant && <Subscription currency={tenant.currency} zone={zone} />}</SettingsFrame>;
}
