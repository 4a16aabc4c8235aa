// What a version of a plan charges, one sentence a price. A view.
import type { NewPlanVersion, PriceRow, Tier } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { useMoney } from "../../ui/money";
import { Name } from "../../ui/name";
import { planMessages } from "./plan.messages";
import css from "./prices.module.css";

/** Meters that are an order's: what is included is included in each of them. */
const BOOKED = ["term", "room_terms", "booked_room_hours", "booked_seat_hours"];

export function VersionPrices({ version }: { version: NewPlanVersion }) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const money = useMoney();
  const { currency, minimum_minor: minimum, trial_days: trial = 0, promise } = version;
  return (
    <ul className={css["prices"]}>
      {version.prices.map((row) => (
        <Row key={row.key} row={row} currency={currency} />
      ))}
      {Boolean(minimum) && <li>{words.minimum(money(minimum ?? 0, currency))}</li>}
      {promise && (
        <li>
          {promise.full_after_minutes
            ? words.promiseAll(format.percent(promise.credit_percent / 100), format.count(promise.full_after_minutes))
            : words.promise(format.percent(promise.credit_percent / 100))}
        </li>
      )}
      {trial > 0 && <li>{words.trialDays(trial, format.count(trial))}</li>}
    </ul>
  );
}

function Row({ row, currency }: { row: PriceRow; currency: string }) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const money = useMoney();
  const unit = words[`m_${row.meter}`];
  const tiers = row.tiers ?? [];
  const flat = row.model === "graduated" || row.model === "volume" ? undefined : row.unit_amount_minor;
  const included = row.included ? format.count(row.included) : undefined;
  return (
    <li>
      <span className="small quiet">
        <Name>{row.title}</Name>
      </span>
      {typeof flat === "string" ? (
        <p>
          <b>{money(flat, currency)}</b> {unit}
        </p>
      ) : (
        <>
          <p>
            {unit}
            <small>{row.model === "volume" ? words.volume : words.graduated}</small>
          </p>
          <ul>
            {tiers.map((tier, index) => (
              <li key={index}>
                <Step tier={tier} only={tiers.length === 1} currency={currency} />
              </li>
            ))}
          </ul>
        </>
      )}
      {included && (
        <small>{BOOKED.includes(row.meter) ? words.includedOrder(included) : words.includedMonth(included)}</small>
      )}
    </li>
  );
}

function Step({ tier, only, currency }: { tier: Tier; only: boolean; currency: string }) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const money = useMoney();
  const each = money(tier.unit_amount_minor, currency);
  const amount = tier.flat_amount_minor ? words.once(each, money(tier.flat_amount_minor, currency)) : each;
  if (typeof tier.up_to === "number") return <>{words.upTo(format.count(tier.up_to), amount)}</>;
  return <>{only ? words.every(amount) : words.above(amount)}</>;
}
