// To whom invoices are written: a form for who manages billing, facts for who reads it.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Versioned } from "../../api/client";
import { useCan } from "../../api/permissions";
import { isFailure } from "../../api/problem";
import type { BillingProfile, PaymentWay } from "../../api/schema.gen";
import { Button, SelectField, TextArea, TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Facts, Section } from "../../ui/page";
import { FailureStrip, Strip } from "../../ui/strip";
import css from "./billing.module.css";
import { billingMessages } from "./messages";
import { useSetProfile } from "./mutations";
import { billingProfile, paymentMethods } from "./queries";

const POINTERS = ["/name", "/address", "/tax_id", "/purchase_order", "/email", "/payment"];
const WAYS = { transfer: "byTransfer", card: "byCard", link: "byLink" } as const;
const ADDRESS_LINES = 4;

export function Profile() {
  const words = useMessages(billingMessages);
  const may = useCan("billing:manage");
  const query = useQuery(billingProfile());
  // Counts the forms that were opened: what is there now is taken by a new one, and by nothing else.
  const [opened, setOpened] = useState(0);
  const reopen = () => void query.refetch().then(() => setOpened(opened + 1));
  return (
    <Section title={words.details} aside={<span className="small quiet">{words.detailsText}</span>}>
      <Loaded query={query} rows={5}>
        {(read) => (may ? <Form key={opened} read={read} onReopen={reopen} /> : <Shown profile={read.data} />)}
      </Loaded>
    </Section>
  );
}

function Form({ read, onReopen }: { read: Versioned<BillingProfile>; onReopen: () => void }) {
  const words = useMessages(billingMessages);
  // The version that the form was opened with, or that it saved: what somebody else changes meanwhile is not overwritten.
  const [{ data, etag }, setOpened] = useState(read);
  const save = useSetProfile();
  const takesCards = useQuery(paymentMethods()).data?.is_available;
  const ways = Object.entries(WAYS).map(([way, word]) => [way, words[word]] as const);
  const failure = isFailure(save.error) ? save.error : undefined;
  const at = (pointer: string) => failure?.field(pointer);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => textOf(typed, name);
    const body = {
      name: text("/name"),
      address: text("/address").replaceAll("\r\n", "\n"),
      tax_id: text("/tax_id"),
      purchase_order: text("/purchase_order"),
      email: text("/email"),
      // Where cards are not taken the field is not shown, and nothing of it changes.
      payment: (text("/payment") || data.payment || "transfer") as PaymentWay,
    };
    save.mutate({ etag, body }, { onSuccess: setOpened });
  };
  return (
    <form className={`stack-s ${css["form"]}`} onSubmit={submit} noValidate>
      {save.isSuccess && <Strip state="ready">{words.saved}</Strip>}
      {failure?.status === 412 ? (
        <Strip state="missed" acts={<Button onClick={onReopen}>{words.takeTheirs}</Button>}>
          {words.changedMeanwhile}
        </Strip>
      ) : (
        <FailureStrip error={save.error} fields={POINTERS} />
      )}
      <TextField label={words.name} name="/name" defaultValue={data.name} error={at("/name")} />
      <TextArea
        label={words.address}
        name="/address"
        rows={ADDRESS_LINES}
        defaultValue={data.address}
        error={at("/address")}
      />
      <TextField
        label={words.taxId}
        hint={words.taxIdHint}
        name="/tax_id"
        defaultValue={data.tax_id}
        error={at("/tax_id")}
      />
      <TextField
        label={words.purchaseOrder}
        hint={words.purchaseOrderHint}
        name="/purchase_order"
        defaultValue={data.purchase_order}
        error={at("/purchase_order")}
      />
      <TextField
        label={words.email}
        hint={words.emailHint}
        name="/email"
        type="email"
        defaultValue={data.email}
        error={at("/email")}
      />
      {takesCards && (
        <SelectField
          label={words.payment}
          hint={words.paymentHint}
          name="/payment"
          defaultValue={data.payment ?? "transfer"}
          options={ways}
          error={at("/payment")}
        />
      )}
      <Button look="main" type="submit" disabled={save.isPending}>
        {save.isPending ? words.saving : words.save}
      </Button>
    </form>
  );
}

/** A view. */
export function Shown({ profile }: { profile: BillingProfile }) {
  const words = useMessages(billingMessages);
  const given = (text: string | undefined) => (text ? <Name max={200}>{text}</Name> : words.none);
  return (
    <div className="stack-s">
      <p className="quiet">{words.readOnly}</p>
      <Facts
        facts={[
          [words.name, given(profile.name)],
          [
            words.address,
            profile.address ? (
              <bdi key="address" className={css["lined"]}>
                {profile.address}
              </bdi>
            ) : (
              words.none
            ),
          ],
          [words.taxId, given(profile.tax_id)],
          [words.purchaseOrder, given(profile.purchase_order)],
          [words.email, given(profile.email)],
          [words.payment, words[WAYS[profile.payment ?? "transfer"]]],
        ]}
      />
    </div>
  );
}
