import { expect, test } from "vitest";
import type { NewPlanVersion } from "../../../api/schema.gen";
import { emptyRow, emptyVersion, pointersOf, typedOf, versionOf } from "./typed";

const VERSION: NewPlanVersion = {
  currency: "CNY",
  prices: [
    { key: "base", title: "Base fee", meter: "month", model: "per_unit", unit_amount_minor: "99000" },
    {
      key: "seats",
      title: "Seats",
      meter: "booked_seat_hours",
      model: "per_unit",
      unit_amount_minor: "4.5",
      included: 100,
    },
    {
      key: "ran",
      title: "Hours",
      meter: "room_hours",
      model: "graduated",
      tiers: [
        { up_to: 100, unit_amount_minor: "500" },
        { up_to: null, unit_amount_minor: "450.5", flat_amount_minor: 1_000 },
      ],
    },
  ],
  minimum_minor: 50_000,
  trial_days: 14,
  promise: { credit_percent: 50, full_after_minutes: 10 },
};

test("a version that is gone on from says the same again", () => {
  expect(typedOf(VERSION).rows[1]).toMatchObject({ unit: "0.045", included: "100" });
  expect(versionOf(typedOf(VERSION))).toEqual(VERSION);
});

test("what is no number goes to the API as it was typed, and an empty field not at all", () => {
  const typed = { ...emptyVersion("cny"), trial: "two weeks", rows: [{ ...emptyRow(0), unit: "cheap" }] };
  const made = versionOf(typed);
  expect([made.currency, made.trial_days, made.prices[0]?.unit_amount_minor]).toEqual(["CNY", "two weeks", "cheap"]);
  expect(versionOf(emptyVersion()).prices[0]).not.toHaveProperty("unit_amount_minor");
});

test("every field of the form has its pointer", () => {
  const pointers = pointersOf(typedOf(VERSION), "/version");
  expect(pointers).toEqual(
    expect.arrayContaining(["/version/prices/2/tiers/1/up_to", "/version/prices/1/unit_amount_minor"]),
  );
  expect(pointers).not.toContain("/version/prices/2/unit_amount_minor");
});
