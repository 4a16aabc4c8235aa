// Who sells, for who may read it and not change it. A view.
import type { LegalEntity } from "../../../api/schema.gen";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Name } from "../../../ui/name";
import { Facts } from "../../../ui/page";
import css from "../billing.module.css";
import { billingMessages } from "../messages";
import { sellerMessages } from "./messages";
import { percentOf } from "./typed";

export function SellerShown({ seller }: { seller: LegalEntity }) {
  const words = useMessages(sellerMessages);
  const of = useMessages(billingMessages);
  const format = useFormat();
  const given = (text: string | undefined) => (text ? <Name max={200}>{text}</Name> : of.none);
  const lines = (text: string | undefined) => (text ? <bdi className={css["lined"]}>{text}</bdi> : of.none);
  return (
    <div className="stack-s">
      <p className="quiet">{of.readOnly}</p>
      <Facts
        facts={[
          [of.name, given(seller.name)],
          [of.address, lines(seller.address)],
          [of.taxId, given(seller.tax_id)],
          [words.email, given(seller.email)],
          [words.bank, lines(seller.bank)],
          [words.prefix, given(seller.number_prefix)],
          [words.taxName, given(seller.tax_name)],
          [words.taxRate, percentOf(seller.tax_rate_ppm ?? 0)],
          [words.days, format.count(seller.days_until_due ?? 0)],
          [words.chaseFrom, format.count(seller.chase_from ?? 0)],
          [words.approval, seller.approval ? words.yes : words.no],
        ]}
      />
    </div>
  );
}
