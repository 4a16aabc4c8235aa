// A plan with its first version.
import { type FormEvent, useState } from "react";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import { paths } from "../../../app/paths";
import { Button, Check, TextField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { ButtonLink, useGo } from "../../../ui/link";
import { Page, Section } from "../../../ui/page";
import { FailureStrip } from "../../../ui/strip";
import { useCreatePlan } from "../mutations";
import css from "../prices.module.css";
import { plansMessages } from "./messages";
import { emptyVersion, pointersOf, versionOf } from "./typed";
import { VersionFields } from "./VersionFields";

const BASE = "/version";

export function NewPlanPage() {
  const words = useMessages(plansMessages);
  const go = useGo();
  const [key] = useAttemptKey();
  const create = useCreatePlan(key);
  const [typed, setTyped] = useState(emptyVersion);
  const [{ name, listed }, setPlan] = useState({ name: "", listed: true });
  const at = (pointer: string) => (isFailure(create.error) ? create.error.field(pointer) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name: name.trim(), listed, version: versionOf(typed) };
    create.mutate(body, { onSuccess: (made) => void go(paths.opsPlan(made.id)) });
  };
  return (
    <Page title={words.make}>
      <form className={css["form"]} onSubmit={submit} noValidate>
        <FailureStrip error={create.error} fields={["/name", ...pointersOf(typed, BASE)]} />
        <Section title={words.terms}>
          <div className={css["fields"]}>
            <TextField
              label={words.name}
              hint={words.nameHint}
              name="/name"
              value={name}
              maxLength={200}
              error={at("/name")}
              required
              autoFocus
              onChange={(event) => setPlan((now) => ({ ...now, name: event.target.value }))}
            />
            <div>
              <Check
                label={words.listed}
                checked={listed}
                onChange={(event) => setPlan((now) => ({ ...now, listed: event.target.checked }))}
              />
              <p className="small quiet">{words.listedHint}</p>
            </div>
          </div>
        </Section>
        <VersionFields typed={typed} base={BASE} at={at} onChange={setTyped} />
        <div className="acts">
          <Button type="submit" look="main" disabled={create.isPending}>
            {create.isPending ? words.creating : words.create}
          </Button>
          <ButtonLink href={paths.opsPlans()}>{words.cancel}</ButtonLink>
        </div>
      </form>
    </Page>
  );
}
