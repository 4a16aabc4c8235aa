// How an institution stands, as a state.
import type { TenantStanding } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Status } from "../../ui/status";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";

/** Past due runs as before, and is what somebody should look at. */
export const stateOfStanding = { active: "ready", past_due: "warming", suspended: "suspended" } as const;

export function Standing({ of }: { of: TenantStanding }) {
  const words = useMessages(tenantsMessages);
  return <Status state={stateOfStanding[of]}>{words[of]}</Status>;
}

/** An institution in test mode says so wherever it is named. */
export function TestMark({ livemode }: { livemode: boolean }) {
  const words = useMessages(tenantsMessages);
  return livemode ? null : <span className={`small quiet ${css["test"]}`}>{words.test}</span>;
}
