import type { FormEvent } from "react";
import { isFailure } from "../../api/problem";
import { Button, TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { FailureStrip, Strip } from "../../ui/strip";
import { MeFrame } from "./MeFrame";
import css from "./me.module.css";
import { meMessages } from "./messages";
import { useChangePassword } from "./mutations";

export function PasswordPage() {
  const words = useMessages(meMessages);
  const change = useChangePassword();
  const failure = isFailure(change.error) ? change.error : undefined;
  const wrong = failure?.code === "password_wrong" ? failure.problem?.title : undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = { password: String(data.get("/password")), current_password: String(data.get("/current_password")) };
    change.mutate(body, { onSuccess: () => form.reset() });
  };
  return (
    <MeFrame page="password">
      <form className={css["narrow"]} onSubmit={submit} noValidate>
        <div className="stack-s">
          {change.isSuccess && <Strip state="ready">{words.changed}</Strip>}
          {!wrong && <FailureStrip error={change.error} fields={["/password", "/current_password"]} />}
          <TextField
            label={words.current}
            name="/current_password"
            type="password"
            autoComplete="current-password"
            error={wrong ?? failure?.field("/current_password")}
          />
          <TextField
            label={words.newPassword}
            hint={words.passwordHint}
            name="/password"
            type="password"
            autoComplete="new-password"
            error={failure?.field("/password")}
          />
          <Button look="main" type="submit" disabled={change.isPending}>
            {words.change}
          </Button>
        </div>
      </form>
    </MeFrame>
  );
}
