// What invoices say of who sells, and how they are issued: one form, saved as a whole.
import { type FormEvent, useState } from "react";
import type { Versioned } from "../../../api/client";
import { isFailure } from "../../../api/problem";
import type { LegalEntities } from "../../../api/schema.gen";
import { Button, Check, TextArea, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { FailureStrip, Strip } from "../../../ui/strip";
import { billingMessages } from "../messages";
import { sellerMessages } from "./messages";
import { useSetSeller } from "./queries";
import css from "./sellers.module.css";
import { percentOf, typedSeller } from "./typed";

const POINTERS = [
  "/number_prefix",
  "/name",
  "/address",
  "/tax_id",
  "/email",
  "/bank",
  "/tax_name",
  "/tax_rate_ppm",
  "/days_until_due",
  "/chase_from",
];
const LINES = 4;
/** What the API takes where nothing is said. */
const NEW = { tax_rate_ppm: 0, days_until_due: 30, chase_from: 0 };

interface SellerFormProps {
  read: Versioned<LegalEntities>;
  onReopen: () => void;
}

export function SellerForm({ read, onReopen }: SellerFormProps) {
  const words = useMessages(sellerMessages);
  const of = useMessages(billingMessages);
  const format = useFormat();
  // The version that the form was opened with, or that it saved: what somebody else changes meanwhile is not overwritten.
  const [{ data, etag }, setOpened] = useState(read);
  const save = useSetSeller();
  const failure = isFailure(save.error) ? save.error : undefined;
  const seller = data.items[0];
  const { tax_rate_ppm: ppm, days_until_due: days, chase_from: chase } = { ...NEW, ...seller };
  const field = (name: "name" | "address" | "tax_id" | "email" | "bank" | "tax_name" | "number_prefix") => ({
    name: `/${name}`,
    defaultValue: seller?.[name],
    error: failure?.field(`/${name}`),
  });
  const number = (name: string, value: string | number) => ({
    name: `/${name}`,
    inputMode: "numeric" as const,
    defaultValue: value,
    error: failure?.field(`/${name}`),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate({ etag, body: typedSeller(new FormData(event.currentTarget)) }, { onSuccess: setOpened });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {save.isSuccess && <Strip state="ready">{words.saved}</Strip>}
      {failure?.status === 412 ? (
        <Strip state="missed" acts={<Button onClick={onReopen}>{of.takeTheirs}</Button>}>
          {words.changedMeanwhile}
        </Strip>
      ) : (
        <FailureStrip error={save.error} fields={POINTERS} />
      )}
      <div className={css["two"]}>
        <Section title={words.says} className={css["part"] ?? ""}>
          <div className="stack-s">
            <TextField label={of.name} required {...field("name")} />
            <TextArea label={of.address} rows={LINES} {...field("address")} />
            <TextField label={of.taxId} hint={of.taxIdHint} {...field("tax_id")} />
            <TextField label={words.email} hint={words.emailHint} type="email" {...field("email")} />
            <TextArea label={words.bank} hint={words.bankHint} rows={LINES} {...field("bank")} />
          </div>
        </Section>
        <Section title={words.how} className={css["part"] ?? ""}>
          <div className="stack-s">
            <TextField
              label={words.prefix}
              hint={seller ? words.prefixNext(format.count(seller.next_number)) : words.prefixHint}
              required
              readOnly={seller !== undefined}
              {...field("number_prefix")}
            />
            <TextField label={words.taxName} hint={words.taxNameHint} {...field("tax_name")} />
            <TextField label={words.taxRate} {...number("tax_rate_ppm", percentOf(ppm))} inputMode="decimal" />
            <TextField label={words.days} {...number("days_until_due", days)} />
            <TextField label={words.chaseFrom} hint={words.chaseFromHint} {...number("chase_from", chase)} />
            <Check label={words.approval} name="/approval" defaultChecked={seller?.approval} />
          </div>
        </Section>
      </div>
      <Button look="main" type="submit" disabled={save.isPending}>
        {save.isPending ? of.saving : of.save}
      </Button>
    </form>
  );
}
