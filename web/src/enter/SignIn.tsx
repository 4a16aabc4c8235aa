// Signing in. Whoever has a session then sees the page at this same address.
import { bareClient, read } from "../api/client";
import { paths } from "../app/paths";
import { Button, TextField } from "../ui/controls";
import { useMessages } from "../ui/language";
import { useTitle } from "../ui/title";
import { FailureStrip, Strip } from "../ui/strip";
import css from "./enter.module.css";
import { enterMessages } from "./messages";
import { useForm } from "./useForm";

const FIELDS = ["/email", "/password"];

export function SignIn({ done }: { done?: boolean }) {
  const words = useMessages(enterMessages);
  useTitle(words.title);
  const form = useForm(async (data) => {
    await read(bareClient.POST("/v1/sessions", { body: { email: data("/email"), password: data("/password") } }));
    // Links from mails and the page of a forgotten password are not where one goes with a session.
    if (/^\/(invitation|password)/.test(location.pathname)) location.replace("/");
    else location.reload();
  });
  // A wrong password is said at the password: that is the field to try again.
  const wrong = form.failure?.code === "credentials_invalid" ? form.failure.problem?.detail : undefined;
  return (
    <form className={css["form"]} onSubmit={form.submit} noValidate>
      <h2>{words.title}</h2>
      {done && <Strip state="ready">{words.done}</Strip>}
      {!wrong && <FailureStrip error={form.error} fields={FIELDS} />}
      <TextField
        label={words.email}
        name="/email"
        type="email"
        autoComplete="username"
        error={form.failure?.field("/email")}
        required
      />
      <TextField
        label={words.password}
        name="/password"
        type="password"
        autoComplete="current-password"
        error={wrong ?? form.failure?.field("/password")}
        required
      />
      <Button look="main" type="submit" disabled={form.busy}>
        {form.busy ? words.signingIn : words.signIn}
      </Button>
      <p>
        <a href={paths.forgotten()}>{words.forgotten}</a>
      </p>
    </form>
  );
}
