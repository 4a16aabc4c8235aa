// What an order costs: what is binding, what is estimated beside it and marked so, and the prices of the plan that it is made of. Views.
import type { Money, Price, PriceLine } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { useMoney } from "../../ui/money";
import { Name } from "../../ui/name";
import { priceMessages } from "./messages";
import css from "./prices.module.css";

interface OrderPriceProps {
  price: Price;
  /** Of an amendment: what the order costs as it stands. */
  before?: Price | undefined;
}

/** Beside a verdict: the amounts, and the lines for who asks. */
export function ShortPrice({ price, before }: OrderPriceProps) {
  const words = useMessages(priceMessages);
  return (
    <div className={css["short"]}>
      <Amounts price={price} before={before} />
      {price.lines.length > 0 && (
        <details>
          <summary>{words.lines}</summary>
          <PriceLines price={price} />
        </details>
      )}
    </div>
  );
}

function Amounts({ price, before }: OrderPriceProps) {
  const words = useMessages(priceMessages);
  const money = useMoney();
  const now = money(price.amount_minor, price.currency);
  return (
    <div>
      <p className={css["amount"]}>
        <span className="quiet">{words.price}</span>
        <b>{before ? words.change(money(before.amount_minor, before.currency), now) : now}</b>
      </p>
      {before && (
        <p className={css["beside"]}>
          <Difference price={price} before={before} />
        </p>
      )}
      {price.estimated_minor > 0 && (
        <p className={css["beside"]}>
          {words.estimatedShort(money(price.estimated_minor, price.currency))} <Estimate />
        </p>
      )}
    </div>
  );
}

/** Both are what the service says; one is told as seen from the other. */
export function Difference({ price, before }: { price: Price; before: Price }) {
  const words = useMessages(priceMessages);
  const money = useMoney();
  const more = price.amount_minor - before.amount_minor;
  if (more === 0) return <>{words.sameAsNow}</>;
  return <>{(more > 0 ? words.more : words.less)(money(Math.abs(more), price.currency))}</>;
}

function Estimate() {
  const words = useMessages(priceMessages);
  return <span className={css["estimate"]}>{words.estimate}</span>;
}

/** Line by line, and what they come to. */
export function PriceLines({ price }: { price: Price }) {
  const words = useMessages(priceMessages);
  const money = useMoney();
  return (
    <ul className={css["lines"]} aria-label={words.lines}>
      {price.lines.map((line) => (
        <Line key={`${line.order ?? 0} ${line.price}`} line={line} currency={price.currency} />
      ))}
      <li className={css["sum"]}>
        <b>{words.binding}</b>
        <b className="num">{money(price.amount_minor, price.currency)}</b>
      </li>
      {price.estimated_minor > 0 && (
        <li>
          <span>
            {words.estimated}
            <small>{words.estimateHint}</small>
          </span>
          <span className="num">{money(price.estimated_minor, price.currency)}</span>
        </li>
      )}
    </ul>
  );
}

function Line({ line, currency }: { line: PriceLine; currency: string }) {
  const words = useMessages(priceMessages);
  const format = useFormat();
  const money = useMoney();
  return (
    <li>
      <span>
        <Name>{line.title}</Name>
        {line.estimate && (
          <>
            {" "}
            <Estimate />
          </>
        )}
        <small>{words[line.unit](format.count(Number(line.quantity)))}</small>
      </span>
      <span className="num">{money(line.amount_minor, currency)}</span>
    </li>
  );
}

/** The whole of it: for a page. `until`: how long it holds, in words. */
export function FullPrice({ price, before, until }: OrderPriceProps & { until?: string | undefined }) {
  return (
    <div className={css["full"]}>
      <Amounts price={price} before={before} />
      <PriceLines price={price} />
      {until && <p className="small quiet">{until}</p>}
    </div>
  );
}

/** An amount, or that there is none. */
export function useAmount(): (money: Money | undefined) => string {
  const words = useMessages(priceMessages);
  const money = useMoney();
  return (amount) => (amount ? money(amount.amount_minor, amount.currency) : words.freeNow);
}
