// What the audit is narrowed to: as the address has it, and as the API is asked. Pure.
import { addDays, startOfDay } from "../../api/days";
import { type AddressOf, choice, day, text } from "../../ui/address";
import type { EventsAsked } from "../events/queries";
import { EVENT_TYPES } from "../platform/event-words";

/** What happens to the platform alone stands in no school's feed. */
const OF_THE_PLATFORM = /^(cluster|image_roll|job|lane|legal_entity|partner|plan|plan_version)\./;

export const AUDIT_TYPES = EVENT_TYPES.filter((type) => !OF_THE_PLATFORM.test(type));

export const AUDIT_ADDRESS = {
  type: choice(["", ...AUDIT_TYPES], ""),
  subject: text(),
  actor: text(),
  from: day(),
  to: day(),
};

export type AuditAddress = AddressOf<typeof AUDIT_ADDRESS>;

export const EVERYTHING: AuditAddress = { type: "", subject: "", actor: "", from: "", to: "" };

/** Days are those of the school, the last one with all of its hours. */
export function auditAsked({ from, to, ...address }: AuditAddress, zone: string): EventsAsked {
  return {
    ...address,
    ...(from ? { from: startOfDay(from, zone) } : {}),
    ...(to ? { to: startOfDay(addDays(to, 1), zone) } : {}),
  };
}
