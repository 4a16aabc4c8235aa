// How an institution stands, as a state.
import type { TenantStanding } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { type State, Status } from "../../ui/status";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";

export const STANDING_STATES: Record<TenantStanding, State> = {
  trialing: "scheduled",
  active: "ready",
  past_due: "missed",
  suspended: "suspended",
  cancelled: "ended",
  purged: "ended",
};

export function Standing({ of }: { of: TenantStanding }) {
  const words = useMessages(tenantsMessages);
  return <Status state={STANDING_STATES[of]}>{words[of]}</Status>;
}

/** An institution in test mode says so wherever it is named. */
export function TestMark({ livemode }: { livemode: boolean }) {
  const words = useMessages(tenantsMessages);
  return livemode ? null : <span className={`small quiet ${css["test"]}`}>{words.test}</span>;
}
