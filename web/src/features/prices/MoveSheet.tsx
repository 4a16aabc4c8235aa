// What a move to another plan comes to, this month and the next, before it is made.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isFailure } from "../../api/problem";
import type { MonthFees, PlanVersion, SubscriptionPreview, When } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { useMoney } from "../../ui/money";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { useMove } from "./mutations";
import { planMessages } from "./plan.messages";
import css from "./prices.module.css";
import { preview } from "./queries";

interface MoveSheetProps {
  name: string;
  version: PlanVersion;
  /** It is on no plan yet: the first begins at once. */
  isFirst: boolean;
  etag: string;
  tenant: string | undefined;
  onClose: () => void;
  onMoved: () => void;
}

export function MoveSheet({ name, version, isFirst, etag, tenant, onClose, onMoved }: MoveSheetProps) {
  const words = useMessages(planMessages);
  const [asked, setAsked] = useState<When>("now");
  const now = useQuery(preview({ plan_version: version.id, when: "now" }, tenant));
  const falls = isFailure(now.error) && now.error.code === "moves_at_period_end";
  const when: When = falls ? "period_end" : asked;
  const later = useQuery({
    ...preview({ plan_version: version.id, when: "period_end" }, tenant),
    enabled: when === "period_end",
  });
  // The version that the sheet was opened with: whoever moved it meanwhile is not overruled.
  const [opened] = useState(etag);
  const move = useMove(opened, tenant);
  const shown = when === "now" ? now : later;
  return (
    <Sheet
      title={words.moveTo(name)}
      wide
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            look="main"
            disabled={move.isPending || !shown.data}
            onClick={() => move.mutate({ plan_version: version.id, when }, { onSuccess: onMoved })}
          >
            {move.isPending ? words.moving : words.moveTo(name)}
          </Button>
        </>
      }
    >
      <div className="stack-s">
        <FailureStrip error={move.error} />
        {!isFirst && (
          <fieldset className={css["when"]}>
            <legend className="small quiet">{words.when}</legend>
            {(["now", "period_end"] as const).map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="when"
                  checked={when === one}
                  disabled={falls && one === "now"}
                  onChange={() => setAsked(one)}
                />
                {one === "now" ? words.now : words.nextMonth}
              </label>
            ))}
          </fieldset>
        )}
        {falls && <p>{words.fallsLater}</p>}
        <Loaded query={shown} rows={4}>
          {(found) => <Preview preview={found} />}
        </Loaded>
      </div>
    </Sheet>
  );
}

/** A view. */
export function Preview({ preview: found }: { preview: SubscriptionPreview }) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const rows = [
    [words.thisMonth, found.this_month],
    [words.theNext, found.next_month],
  ] as const;
  return (
    <div className="stack-s">
      <p>{words.fromDay(format.date(found.from_day, "year"))}</p>
      <Table label={words.monthly}>
        <thead>
          <tr>
            <th scope="col">{words.monthly}</th>
            <th scope="col">{words.asIs}</th>
            <th scope="col">{words.with}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, [before, after]]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <Fees fees={before} currency={found.currency} />
              <Fees fees={after} currency={found.currency} />
            </tr>
          ))}
        </tbody>
      </Table>
      {found.orders_kept > 0 && (
        <p className="quiet">{words.ordersKept(found.orders_kept, format.count(found.orders_kept))}</p>
      )}
    </div>
  );
}

function Fees({ fees, currency }: { fees: MonthFees | undefined; currency: string }) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const money = useMoney();
  if (!fees) return <td />;
  return (
    <td className={css["fees"]}>
      {money(fees.amount_minor, currency)}
      {fees.lines.map((line) => (
        <small key={line.price + line.first_day}>
          {words.days(
            line.title,
            format.count(line.days),
            format.count(line.of_days),
            format.date(line.first_day),
            format.date(line.last_day),
          )}
        </small>
      ))}
      {fees.minimum_minor > 0 && <small>{words.atLeast(money(fees.minimum_minor, currency))}</small>}
    </td>
  );
}
