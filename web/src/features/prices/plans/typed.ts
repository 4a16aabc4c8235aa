// A version of a plan as it is typed: amounts in the currency's units, as texts. What the API takes is made of it here; what it refuses comes back to the field.
import type {
  Meter,
  NewPlanVersion,
  PriceModel,
  PriceRow,
  Tier,
  Promise as VersionPromise,
} from "../../../api/schema.gen";
import { numberIn } from "../../../ui/fields";
import { majorOf, minorOf } from "../../../ui/money";

export const METERS: readonly Meter[] = [
  "month",
  "term",
  "room_terms",
  "booked_room_hours",
  "booked_seat_hours",
  "room_hours",
  "used_seat_hours",
  "recorded_gib_days",
  "egress_gib",
];
/** What nothing measures yet: the API refuses it, and says why. */
export const UNMEASURED: readonly Meter[] = ["used_seat_hours", "recorded_gib_days", "egress_gib"];
export const MODELS: readonly PriceModel[] = ["per_unit", "graduated", "volume"];
export const ROWS_MAX = 20;

export interface TypedStep {
  upTo: string;
  unit: string;
  flat: string;
}

export interface TypedRow {
  /** Of this form alone: rows keep what is typed in them when one before them goes. */
  id: number;
  key: string;
  title: string;
  meter: Meter;
  model: PriceModel;
  unit: string;
  included: string;
  steps: TypedStep[];
}

export interface TypedVersion {
  currency: string;
  minimum: string;
  trial: string;
  /** What is credited of a lesson whose room came late, in percent; empty where nothing is. */
  credit: string;
  /** Minutes late from which all of it is credited. */
  creditAll: string;
  rows: TypedRow[];
}

export const emptyStep = (): TypedStep => ({ upTo: "", unit: "", flat: "" });

export function emptyRow(id: number, meter: Meter = "booked_seat_hours"): TypedRow {
  return { id, key: meter, title: "", meter, model: "per_unit", unit: "", included: "", steps: [emptyStep()] };
}

export function emptyVersion(currency = "CNY"): TypedVersion {
  return { currency, minimum: "", trial: "", credit: "", creditAll: "", rows: [emptyRow(0)] };
}

function whole(text: string): number | undefined {
  return text === "" ? undefined : numberIn(text);
}

export function versionOf(typed: TypedVersion): NewPlanVersion {
  const currency = typed.currency.trim().toUpperCase();
  const minor = (text: string) => minorOf(text.trim(), currency);
  const step = ({ upTo, unit, flat }: TypedStep): Tier => ({
    up_to: whole(upTo.trim()) ?? null,
    unit_amount_minor: minor(unit),
    ...(flat.trim() ? { flat_amount_minor: whole(minor(flat))! } : {}),
  });
  const row = ({ key, title, meter, model, unit, included, steps }: TypedRow): PriceRow => ({
    key: key.trim(),
    title: title.trim(),
    meter,
    model,
    ...(model === "per_unit" && unit.trim() ? { unit_amount_minor: minor(unit) } : {}),
    ...(model === "per_unit" ? {} : { tiers: steps.map(step) }),
    ...(included.trim() ? { included: whole(included.trim())! } : {}),
  });
  return {
    currency,
    prices: typed.rows.map(row),
    ...(typed.minimum.trim() ? { minimum_minor: whole(minor(typed.minimum))! } : {}),
    ...(typed.trial.trim() ? { trial_days: whole(typed.trial.trim())! } : {}),
    ...(typed.credit.trim() || typed.creditAll.trim() ? { promise: promiseOf(typed) } : {}),
  };
}

function promiseOf({ credit, creditAll }: TypedVersion): VersionPromise {
  const all = whole(creditAll.trim());
  // Minutes alone promise nothing: the API says at which field.
  return { credit_percent: whole(credit.trim()) ?? 0, ...(all === undefined ? {} : { full_after_minutes: all }) };
}

/** A version to go on from. */
export function typedOf(version: NewPlanVersion): TypedVersion {
  const { currency } = version;
  const major = (minor: string | number | null | undefined) =>
    minor === null || minor === undefined ? "" : majorOf(minor, currency);
  const text = (count: number | null | undefined) => (count === null || count === undefined ? "" : String(count));
  return {
    currency,
    minimum: major(version.minimum_minor),
    trial: version.trial_days ? String(version.trial_days) : "",
    credit: text(version.promise?.credit_percent),
    creditAll: text(version.promise?.full_after_minutes),
    rows: version.prices.map((row, id) => ({
      id,
      key: row.key,
      title: row.title,
      meter: row.meter,
      model: row.model ?? "per_unit",
      unit: major(row.unit_amount_minor),
      included: text(row.included),
      steps:
        (row.tiers?.length ?? 0) > 0
          ? row.tiers!.map((tier) => ({
              upTo: text(tier.up_to),
              unit: major(tier.unit_amount_minor),
              flat: major(tier.flat_amount_minor),
            }))
          : [emptyStep()],
    })),
  };
}

/** The pointers that have a field in the form, below `base`. */
export function pointersOf({ rows }: TypedVersion, base: string): string[] {
  return [
    ...["currency", "minimum_minor", "trial_days", "promise/credit_percent", "promise/full_after_minutes"].map(
      (field) => `${base}/${field}`,
    ),
    ...rows.flatMap((row, index) => {
      const at = `${base}/prices/${index}`;
      const steps = row.model === "per_unit" ? [] : row.steps;
      return [
        ...["key", "title", "meter", "model", "included"].map((field) => `${at}/${field}`),
        ...(row.model === "per_unit" ? [`${at}/unit_amount_minor`] : []),
        ...steps.flatMap((_, step) =>
          ["up_to", "unit_amount_minor", "flat_amount_minor"].map((field) => `${at}/tiers/${step}/${field}`),
        ),
      ];
    }),
  ];
}
