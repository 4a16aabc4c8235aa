// Signing in. Whoever has a session again sees the page at this same address.
import { type FormEvent, useState } from "react";
import { setLanguage } from "../api/ambient";
import { bareClient, read } from "../api/client";
import { isFailure } from "../api/problem";
import { Button, TextField } from "../ui/controls";
import { useLanguage, useMessages } from "../ui/language";
import { useTitle } from "../ui/page";
import { FailureStrip } from "../ui/strip";
import css from "./enter.module.css";
import { enterMessages } from "./messages";

const FIELDS = ["/email", "/password"];

export function Enter() {
  const words = useMessages(enterMessages);
  const language = useLanguage();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useTitle(words.title);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await read(
        bareClient.POST("/v1/sessions", {
          body: { email: String(data.get("/email")), password: String(data.get("/password")) },
        }),
      );
      location.reload();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const failure = isFailure(error) ? error : undefined;
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <div className={css["enter"]}>
      <div className={css["top"]}>
        <button type="button" className={css["plain"]} lang={other} onClick={() => setLanguage(other)}>
          {words.otherLanguage}
        </button>
      </div>
      <form className={css["form"]} onSubmit={submit} noValidate>
        <h2>{words.title}</h2>
        <FailureStrip error={error} fields={FIELDS} />
        <TextField
          label={words.email}
          name="/email"
          type="email"
          autoComplete="username"
          error={failure?.field("/email")}
        />
        <TextField
          label={words.password}
          name="/password"
          type="password"
          autoComplete="current-password"
          error={failure?.field("/password")}
        />
        <Button look="main" type="submit" disabled={busy}>
          {busy ? words.signingIn : words.signIn}
        </Button>
      </form>
    </div>
  );
}
