// How an institution stands, as a state.
import type { TenantStanding } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Status } from "../../ui/status";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";

export function Standing({ of }: { of: TenantStanding }) {
  const words = useMessages(tenantsMessages);
  return <Status state={of === "suspended" ? "suspended" : "ready"}>{words[of]}</Status>;
}

/** An institution in test mode says so wherever it is named. */
export function TestMark({ livemode }: { livemode: boolean }) {
  const words = useMessages(tenantsMessages);
  return livemode ? null : <span className={`small quiet ${css["test"]}`}>{words.test}</span>;
}
