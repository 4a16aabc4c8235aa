import type { FormEvent } from "react";
import { paths } from "../../app/paths";
import { isFailure } from "../../api/problem";
import type { NewTenant, TenantView } from "../../api/schema.gen";
import { Button, Check, TextField } from "../../ui/controls";
import { ButtonLink } from "../../ui/link";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { FailureStrip, Strip } from "../../ui/strip";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";

export interface TypedTenant {
  tenant: NewTenant;
  email: string;
}

interface NewTenantFormProps {
  /** There already: its owner alone is asked. */
  made: TenantView | undefined;
  sending: boolean;
  error: unknown;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

const POINTERS = ["/name", "/time_zone", "/currency", "/external_id", "/email"];
const CURRENCIES = ["CNY", "EUR", "GBP", "HKD", "JPY", "SGD", "TWD", "USD"];

export function NewTenantForm({ made, sending, error, onSubmit }: NewTenantFormProps) {
  const words = useMessages(tenantsMessages);
  const at = (pointer: string) => (isFailure(error) ? error.field(pointer) : undefined);
  const failed = made !== undefined && error !== null;
  return (
    <form className={css["form"]} onSubmit={onSubmit} noValidate>
      {failed && <Strip state="warming">{words.ownerRefused(made.name)}</Strip>}
      <FailureStrip error={error} fields={POINTERS} />
      {!made && (
        <Section title={words.institution}>
          <div className={css["fields"]}>
            <TextField label={words.name} name="/name" error={at("/name")} required maxLength={200} autoFocus />
            <TextField
              label={words.zone}
              name="/time_zone"
              error={at("/time_zone")}
              list="zones"
              required
              defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
            />
            <TextField
              label={words.currency}
              name="/currency"
              error={at("/currency")}
              list="currencies"
              required
              defaultValue={CURRENCIES[0]}
            />
            <TextField
              label={words.externalId}
              hint={words.externalIdHint}
              name="/external_id"
              error={at("/external_id")}
            />
            <div>
              <Check label={words.test} name="/livemode" />
              <p className="small quiet">{words.testHint}</p>
            </div>
          </div>
          <Suggestions />
        </Section>
      )}
      <Section title={words.owner}>
        <div className={css["fields"]}>
          <p className="quiet">{words.ownerText}</p>
          <TextField label={words.ownerEmail} name="/email" type="email" error={at("/email")} required />
        </div>
      </Section>
      <div className={css["acts"]}>
        <Button type="submit" look="main" disabled={sending}>
          {sending ? words.creating : made ? words.addOwner : words.createNameless}
        </Button>
        <ButtonLink href={made ? paths.opsTenant(made.id) : paths.opsTenants()}>
          {made ? words.openIt : words.cancel}
        </ButtonLink>
      </div>
    </form>
  );
}

function Suggestions() {
  return (
    <>
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <datalist id="currencies">
        {CURRENCIES.map((currency) => (
          <option key={currency} value={currency} />
        ))}
      </datalist>
    </>
  );
}
