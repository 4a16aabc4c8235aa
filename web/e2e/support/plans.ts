// Plans as a story needs them, made by the platform.
import type { Caller } from "./api";

export interface MadePlan {
  id: string;
  name: string;
  version: string;
}

/** Prices in fen: a month, a room for its term, a seat for a booked hour, an hour that ran. */
export function prices(month: string, seat: string): object[] {
  return [
    { key: "base", title: "Base fee", meter: "month", unit_amount_minor: month },
    { key: "rooms", title: "Classrooms", meter: "room_terms", unit_amount_minor: "1000" },
    { key: "seats", title: "Seat-hours", meter: "booked_seat_hours", unit_amount_minor: seat },
    { key: "hours", title: "Room-hours", meter: "room_hours", unit_amount_minor: "200" },
  ];
}

export async function makePlan(
  operator: Caller,
  name: string,
  month: string,
  seat: string,
  fields: object = {},
): Promise<MadePlan> {
  const version = { currency: "CNY", prices: prices(month, seat), ...fields };
  const made = await operator.send("POST", "/v1/plans", { body: { name, listed: true, version } });
  return { id: made.id, name, version: made.versions[0].id };
}

/** Puts a school on a plan from today on, whatever it was on. */
export async function putOn(operator: Caller, tenant: string, plan: MadePlan, edit = 0): Promise<void> {
  const headers = { "If-Match": `"${edit}.0"` };
  await operator.send("PUT", "/v1/subscription", { tenant, body: { plan_version: plan.version }, headers });
}
