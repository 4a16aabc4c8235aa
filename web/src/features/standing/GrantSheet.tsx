// A credit that the platform gives an institution: how much, why, and until when it is good.
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import type { TenantView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { numberIn, textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { minorOf } from "../../ui/money";
import { DateField } from "../../ui/when";
import { historyMessages } from "./history.messages";
import { useGrantCredit } from "./mutations";

const POINTERS = ["/amount_minor", "/reason", "/expires_on"];

export function GrantSheet({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const words = useMessages(historyMessages);
  const [attempt, renew] = useAttemptKey();
  const grant = useGrantCredit();
  const at = (pointer: string) => (isFailure(grant.error) ? grant.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const until = textOf(typed, "/expires_on");
    const body = {
      tenant_id: tenant.id,
      amount_minor: numberIn(minorOf(textOf(typed, "/amount_minor"), tenant.currency)),
      currency: tenant.currency,
      reason: textOf(typed, "/reason"),
      ...(until ? { expires_on: until } : {}),
    };
    const done = () => {
      renew();
      onClose();
    };
    grant.mutate({ attempt, body }, { onSuccess: done });
  };
  return (
    <FormSheet
      title={words.grantTitle(tenant.name)}
      send={grant.isPending ? words.sending : words.grant}
      sending={grant.isPending}
      error={grant.error}
      fields={POINTERS}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.grantText}</p>
      <TextField
        label={words.amountIn(tenant.currency)}
        name="/amount_minor"
        inputMode="decimal"
        required
        error={at("/amount_minor")}
      />
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        name="/reason"
        maxLength={200}
        required
        error={at("/reason")}
      />
      <DateField label={words.goodUntil} hint={words.goodUntilHint} name="/expires_on" error={at("/expires_on")} />
    </FormSheet>
  );
}
