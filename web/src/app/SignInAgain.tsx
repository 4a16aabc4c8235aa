// Signing in over the page: what waits goes on where it stopped, and nothing that was typed is lost.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { bareClient, read } from "../api/client";
import { useMe } from "../api/me";
import { isFailure } from "../api/problem";
import { resumeSession } from "../api/session-end";
import { Button, TextField } from "../ui/controls";
import { useMessages } from "../ui/language";
import { Sheet } from "../ui/sheet";
import { FailureStrip } from "../ui/strip";
import { appMessages } from "./messages";

export function SignInAgain() {
  const words = useMessages(appMessages);
  const me = useMe();
  const queries = useQueryClient();
  const email = me.email ?? "";
  const tenant = me.place?.startsWith("ten_") ? { tenant: me.place } : {};
  const signIn = useMutation({
    mutationFn: (password: string) => read(bareClient.POST("/v1/sessions", { body: { email, password, ...tenant } })),
    onSuccess: () => {
      resumeSession();
      void queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    signIn.mutate(String(new FormData(event.currentTarget).get("/password") ?? ""));
  };
  const failure = isFailure(signIn.error) ? signIn.error : undefined;
  const wrong = failure?.code === "credentials_invalid" ? failure.problem?.detail : undefined;
  return (
    <Sheet title={words.signInAgain} answer onClose={() => undefined}>
      <form className="stack-s" onSubmit={submit} noValidate>
        <p className="quiet">{words.nothingLost}</p>
        {!wrong && <FailureStrip error={signIn.error} fields={["/password"]} />}
        <TextField label={words.email} type="email" value={email} autoComplete="username" readOnly />
        <TextField
          label={words.password}
          name="/password"
          type="password"
          autoComplete="current-password"
          autoFocus
          error={wrong ?? failure?.field("/password")}
        />
        <div className="acts">
          <Button look="main" type="submit" disabled={signIn.isPending}>
            {words.signIn}
          </Button>
          <Button look="line" onClick={() => location.assign("/")}>
            {words.otherPerson}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
