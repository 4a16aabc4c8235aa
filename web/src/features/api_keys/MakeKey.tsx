// A new key: what it is called, what it may do, how long. Shown once.
import { type FormEvent, useState } from "react";
import { now } from "../../api/clock";
import { useAttemptKey } from "../../api/idempotency";
import { useMe } from "../../api/me";
import { isFailure } from "../../api/problem";
import { Button, Check, SelectField, TextField } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Secret, Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import css from "./keys.module.css";
import { keyMessages } from "./messages";
import { useMakeKey } from "./queries";

const DAY_MS = 86_400_000;
const DAYS = ["30", "90", "365"] as const;
const FIELDS = ["/name", "/scopes", "/expires_at"];

export function MakeKey({ onClose }: { onClose: () => void }) {
  const words = useMessages(keyMessages);
  const format = useFormat();
  const me = useMe();
  const make = useMakeKey();
  const [attempt, renew] = useAttemptKey();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const failure = isFailure(make.error) ? make.error : undefined;
  if (make.data) {
    return (
      <Sheet
        title={make.data.name}
        answer
        onClose={onClose}
        acts={
          <Button look="main" onClick={onClose}>
            {words.done}
          </Button>
        }
      >
        <p>{make.data.key ? words.once : words.replayed}</p>
        {make.data.key && <Secret>{make.data.key}</Secret>}
      </Sheet>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const days = Number(data.get("/expires_at"));
    const expires = days > 0 ? { expires_at: new Date(now() + days * DAY_MS).toISOString() } : {};
    make.mutate({ body: { name: String(data.get("/name")), scopes: [...chosen], ...expires }, attempt });
  };
  const toggle = (scope: string) =>
    setChosen(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  const all = chosen.length === me.permissions.length;
  return (
    <Sheet wide title={words.make} onClose={onClose}>
      <form className="stack-s" onSubmit={submit} onChange={renew} noValidate>
        <FailureStrip error={make.error} fields={FIELDS} />
        <TextField
          label={words.name}
          hint={words.nameHint}
          name="/name"
          maxLength={200}
          autoFocus
          error={failure?.field("/name")}
        />
        <fieldset className={css["scopes"]}>
          <legend>
            {words.scopes} · {words.scopesHint}
          </legend>
          <Check label={words.all} checked={all} onChange={() => setChosen(all ? [] : me.permissions)} />
          {me.permissions.map((scope) => (
            <Check
              key={scope}
              label={<span className="code">{scope}</span>}
              checked={chosen.includes(scope)}
              onChange={() => toggle(scope)}
            />
          ))}
        </fieldset>
        {failure?.field("/scopes") && <p role="alert">{failure.field("/scopes")}</p>}
        <SelectField
          label={words.expires}
          name="/expires_at"
          defaultValue="90"
          options={[...DAYS.map((days) => [days, words.days(format.count(Number(days)))] as const), ["0", words.never]]}
          error={failure?.field("/expires_at")}
        />
        <Button look="main" type="submit" disabled={make.isPending}>
          {make.isPending ? words.making : words.make}
        </Button>
      </form>
    </Sheet>
  );
}
