// Setting a cap and changing one: what it is of, what a month may come to, what follows. What is wrong comes from the API to its field.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { Cap, CapAction, NewCap } from "../../../api/schema.gen";
import { SelectField, TextField } from "../../../ui/controls";
import { numberIn, textOf } from "../../../ui/fields";
import { FormSheet } from "../../../ui/form-sheet";
import { useMessages } from "../../../ui/language";
import { Loaded } from "../../../ui/loaded";
import { majorOf, minorOf } from "../../../ui/money";
import { capMessages } from "./messages";
import { cap as capQuery, useAmendCap, useMakeCap } from "./queries";
import { percentsOf } from "./typed";

const ACTIONS: readonly CapAction[] = ["alert", "block_new", "stop_at_lesson_end"];
const FIELDS = ["/amount_minor", "/action", "/thresholds", "/cost_group", "/order_id"];
const USUAL = "80, 100";

type Of = "all" | "group" | "order";

function typedOf(form: FormData, currency: string) {
  return {
    action: textOf(form, "/action") as CapAction,
    amount_minor: numberIn(minorOf(textOf(form, "/amount_minor"), currency)),
    thresholds: percentsOf(textOf(form, "/thresholds")),
  };
}

interface NewSheetProps {
  currency: string;
  orders: readonly { id: string; name: string }[];
  onClose: () => void;
}

export function NewSheet({ currency, orders, onClose }: NewSheetProps) {
  const words = useMessages(capMessages);
  const [attempt, renew] = useAttemptKey();
  const [of, setOf] = useState<Of>("all");
  const make = useMakeCap(attempt);
  const at = (pointer: string) => (isFailure(make.error) ? make.error.field(pointer) : undefined);
  const send = (form: FormData) => {
    const body: NewCap = { ...typedOf(form, currency), currency };
    if (of === "group") body.cost_group = textOf(form, "/cost_group");
    if (of === "order") body.order_id = textOf(form, "/order_id");
    make.mutate(body, { onSuccess: onClose, onError: renew });
  };
  return (
    <FormSheet
      title={words.make}
      send={make.isPending ? words.saving : words.save}
      sending={make.isPending}
      error={make.error}
      fields={FIELDS}
      onSend={send}
      onClose={onClose}
    >
      <SelectField
        label={words.of}
        value={of}
        options={[
          ["all", words.all],
          ["group", words.aGroup],
          ...(orders.length > 0 ? [["order", words.anOrder] as const] : []),
        ]}
        onChange={(event) => setOf(event.target.value as Of)}
      />
      {of === "group" && (
        <TextField
          label={words.costGroup}
          hint={words.costGroupHint}
          name="/cost_group"
          maxLength={64}
          error={at("/cost_group")}
        />
      )}
      {of === "order" && (
        <SelectField
          label={words.orderField}
          name="/order_id"
          options={orders.map((order) => [order.id, order.name] as const)}
          error={at("/order_id")}
        />
      )}
      <Amounts currency={currency} at={at} />
    </FormSheet>
  );
}

export function AmendSheet({ cap, name, onClose }: { cap: Cap; name: string; onClose: () => void }) {
  const query = useQuery(capQuery(cap.id));
  return (
    <Loaded query={query} rows={1}>
      {({ data, etag }) => <Amend cap={data} etag={etag} name={name} onClose={onClose} />}
    </Loaded>
  );
}

function Amend({ cap, etag, name, onClose }: { cap: Cap; etag: string; name: string; onClose: () => void }) {
  const words = useMessages(capMessages);
  // The version that the sheet was opened with: whoever changed it meanwhile is not overruled.
  const [opened] = useState({ cap, etag });
  const amend = useAmendCap(cap.id, opened.etag);
  const at = (pointer: string) => (isFailure(amend.error) ? amend.error.field(pointer) : undefined);
  return (
    <FormSheet
      title={words.changeOf(name)}
      send={amend.isPending ? words.saving : words.save}
      sending={amend.isPending}
      error={amend.error}
      fields={FIELDS}
      onSend={(form) => amend.mutate(typedOf(form, cap.currency), { onSuccess: onClose })}
      onClose={onClose}
    >
      <Amounts currency={cap.currency} cap={opened.cap} at={at} />
    </FormSheet>
  );
}

interface AmountsProps {
  currency: string;
  cap?: Cap;
  at: (pointer: string) => string | undefined;
}

function Amounts({ currency, cap, at }: AmountsProps): ReactNode {
  const words = useMessages(capMessages);
  const [action, setAction] = useState<CapAction>(cap?.action ?? "alert");
  return (
    <>
      <TextField
        label={words.amount(currency)}
        hint={words.amountHint}
        name="/amount_minor"
        inputMode="decimal"
        defaultValue={cap ? majorOf(cap.amount_minor, currency) : ""}
        error={at("/amount_minor")}
      />
      <SelectField
        label={words.action}
        hint={words[`${action}Text`]}
        name="/action"
        value={action}
        options={ACTIONS.map((one) => [one, words[one]] as const)}
        error={at("/action")}
        onChange={(event) => setAction(event.target.value as CapAction)}
      />
      <TextField
        label={words.thresholds}
        hint={words.thresholdsHint}
        name="/thresholds"
        defaultValue={cap ? cap.thresholds.join(", ") : USUAL}
        error={at("/thresholds")}
      />
    </>
  );
}
