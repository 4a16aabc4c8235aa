// A forgotten password. The answer is the same whether there is such a person or not.
import { useState } from "react";
import { bareClient, read } from "../api/client";
import { paths } from "../app/paths";
import { Button, TextField } from "../ui/controls";
import { useMessages } from "../ui/language";
import { useTitle } from "../ui/title";
import { FailureStrip } from "../ui/strip";
import css from "./enter.module.css";
import { enterMessages } from "./messages";
import { useForm } from "./useForm";

export function Forgotten() {
  const words = useMessages(enterMessages);
  const [sentTo, setSentTo] = useState<string>();
  useTitle(words.forgottenTitle);
  const form = useForm(
    async (data) => {
      const email = data("/email");
      await read(bareClient.POST("/v1/password-resets", { body: { email } }));
      setSentTo(email);
    },
    () => undefined,
  );
  const back = (
    <p>
      <a href={paths.today()}>{words.toSignIn}</a>
    </p>
  );
  if (sentTo !== undefined) {
    return (
      <div className={css["form"]} role="status">
        <h2>{words.forgottenTitle}</h2>
        <p className="quiet">{words.sent(sentTo)}</p>
        {back}
      </div>
    );
  }
  return (
    <form className={css["form"]} onSubmit={form.submit} noValidate>
      <h2>{words.forgottenTitle}</h2>
      <p className="quiet">{words.forgottenLead}</p>
      <FailureStrip error={form.error} fields={["/email"]} />
      <TextField
        label={words.email}
        name="/email"
        type="email"
        autoComplete="username"
        error={form.failure?.field("/email")}
        required
      />
      <Button look="main" type="submit" disabled={form.busy}>
        {form.busy ? words.sending : words.send}
      </Button>
      {back}
    </form>
  );
}
