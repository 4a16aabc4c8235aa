// The saved cards of an institution: a page of Stripe's adds one, and another looks after them. Where cards are not taken, nothing of this is shown.
import { useQuery } from "@tanstack/react-query";
import { useCan } from "../../api/permissions";
import { REFRESH_MS } from "../../api/refresh";
import type { PaymentMethods, SavedCard } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { FailureStrip, Strip } from "../../ui/strip";
import { MayNot } from "../me/MayNot";
import css from "./billing.module.css";
import { billingMessages } from "./messages";
import { useOpenPage, useRemoveCard } from "./mutations";
import { paymentMethods } from "./queries";

export function Cards() {
  const { data } = useQuery({ ...paymentMethods(), refetchInterval: REFRESH_MS });
  return data?.is_available ? <SavedCards methods={data} /> : null;
}

/** As people know a card. */
export function useCardName(): (card: SavedCard) => string {
  const words = useMessages(billingMessages);
  return ({ brand, last4 }) => words.cardNamed(brand.slice(0, 1).toUpperCase() + brand.slice(1), last4);
}

/** A view. */
export function SavedCards({ methods: { items, page } }: { methods: PaymentMethods }) {
  const words = useMessages(billingMessages);
  const may = useCan("billing:manage");
  const open = useOpenPage();
  const remove = useRemoveCard();
  const isNew = new URLSearchParams(location.search).get("card") === "saved" && items.length === 0;
  return (
    <Section title={words.cards} aside={<span className="small quiet">{words.cardsText}</span>}>
      <div className="stack-s">
        <FailureStrip error={open.error ?? remove.error} />
        {isNew && <Strip state="warming">{words.cardSaved}</Strip>}
        {page?.status === "expired" && items.length === 0 && <Strip state="missed">{words.pageExpired}</Strip>}
        {(open.data?.status === "failed" || open.data?.status === "opening") && (
          <Strip state="missed">{words.pageFailed}</Strip>
        )}
        {items.length === 0 && !isNew && <p className="quiet">{words.noCards}</p>}
        {items.length > 0 && (
          <ul className={css["cards"]}>
            {items.map((card) => (
              <Card key={card.id} card={card} {...(may && { onRemove: () => remove.mutate(card.id) })} />
            ))}
          </ul>
        )}
        {may ? (
          <div className={css["acts"]}>
            <Button look="main" disabled={open.isPending} onClick={() => open.mutate("card")}>
              {open.isPending ? words.opening : words.addCard}
            </Button>
            {items.length > 0 && (
              <Button disabled={open.isPending} onClick={() => open.mutate("portal")}>
                {words.lookAfter}
              </Button>
            )}
          </div>
        ) : (
          <MayNot to="billing:manage" look="main">
            {words.addCard}
          </MayNot>
        )}
      </div>
    </Section>
  );
}

function Card({ card, onRemove }: { card: SavedCard; onRemove?: () => void }) {
  const words = useMessages(billingMessages);
  const name = useCardName()(card);
  const month = `${String(card.exp_month).padStart(2, "0")}/${card.exp_year}`;
  return (
    <li>
      <span>
        <b className="nowrap">{name}</b>{" "}
        <span className="small quiet">
          {[words.until(month), card.is_default && words.isDefault].filter(Boolean).join(" · ")}
        </span>
      </span>
      {onRemove && (
        <Button look="small" aria-label={words.removeNamed(name)} onClick={onRemove}>
          {words.removeCard}
        </Button>
      )}
    </li>
  );
}
