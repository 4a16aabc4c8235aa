// Where links from mails lead: an invitation, or a new password. The link's secret is in the fragment, which browsers send to nobody.
import { useEffect, useState } from "react";
import { bareClient, read } from "../api/client";
import { paths } from "../app/paths";
import { Button, TextField } from "../ui/controls";
import { useMessages } from "../ui/language";
import { useTitle } from "../ui/title";
import { FailureStrip } from "../ui/strip";
import { SignIn } from "./SignIn";
import css from "./enter.module.css";
import { enterMessages } from "./messages";
import { useForm } from "./useForm";

export function SetPassword({ invited }: { invited?: boolean }) {
  const words = useMessages(enterMessages);
  const [secret] = useState(() => location.hash.slice(1));
  // The secret stays neither in the address nor in the history; another link that is opened here begins anew.
  useEffect(() => {
    history.replaceState(null, "", location.pathname);
    const again = () => location.reload();
    addEventListener("hashchange", again);
    return () => removeEventListener("hashchange", again);
  }, []);
  const [done, setDone] = useState(false);
  const title = invited ? words.invitationTitle : words.newTitle;
  useTitle(title);
  const form = useForm(
    async (data) => {
      const headers = { Authorization: `Bearer ${secret}` };
      await read(bareClient.PUT("/v1/me/password", { body: { password: data("/password") }, headers }));
    },
    () => setDone(true),
  );
  if (done) return <SignIn done />;
  if (!secret) return <Dead title={words.badLink} detail={words.badLinkDetail} />;
  if (form.failure?.kind === "signed-out") return <Dead title={words.usedLink} detail={words.usedLinkDetail} />;
  return (
    <form className={css["form"]} onSubmit={form.submit} noValidate>
      <h2>{title}</h2>
      <p className="quiet">{invited ? words.invitationLead : words.newLead}</p>
      <FailureStrip error={form.error} fields={["/password"]} />
      <TextField
        label={words.newPassword}
        name="/password"
        type="password"
        autoComplete="new-password"
        hint={words.passwordHint}
        error={form.failure?.field("/password")}
        required
      />
      <Button look="main" type="submit" disabled={form.busy}>
        {form.busy ? words.setting : words.set}
      </Button>
    </form>
  );
}

function Dead({ title, detail }: { title: string; detail: string }) {
  const words = useMessages(enterMessages);
  return (
    <div className={css["form"]} role="alert">
      <h2>{title}</h2>
      <p className="quiet">{detail}</p>
      <p>
        <a href={paths.today()}>{words.toSignIn}</a>
      </p>
    </div>
  );
}
