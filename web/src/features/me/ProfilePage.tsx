import type { FormEvent } from "react";
import { useMe } from "../../api/me";
import { isFailure } from "../../api/problem";
import type { Me } from "../../api/schema.gen";
import { Button, SelectField, TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Facts, Section } from "../../ui/page";
import { FailureStrip, Strip } from "../../ui/strip";
import { MeFrame } from "./MeFrame";
import css from "./me.module.css";
import { meMessages } from "./messages";
import { roleMessages } from "./role.messages";
import { useSaveProfile } from "./mutations";

export function ProfilePage() {
  const words = useMessages(meMessages);
  const roles = useMessages(roleMessages);
  const me = useMe();
  return (
    <MeFrame page="profile">
      <div className={css["narrow"]}>
        <Profile me={me} />
        <Section title={words.places}>
          <Facts facts={me.memberships.map((one) => [one.name ?? words.platform, roles[one.role]] as const)} />
        </Section>
      </div>
    </MeFrame>
  );
}

const FIELDS = ["/name", "/language", "/time_zone"];

function Profile({ me }: { me: Me }) {
  const words = useMessages(meMessages);
  const save = useSaveProfile();
  const failure = isFailure(save.error) ? save.error : undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim() || null;
    const language = text("/language") as NonNullable<Me["language"]> | null;
    save.mutate({ name: text("/name"), language, time_zone: text("/time_zone") });
  };
  const languages = [
    ["", words.byBrowser],
    ["en", "English"],
    ["zh-CN", "中文"],
  ] as const;
  return (
    <form className="stack-s" onSubmit={submit} noValidate>
      {save.isSuccess && <Strip state="ready">{words.saved}</Strip>}
      <FailureStrip error={save.error} fields={FIELDS} />
      <p>
        <span className="small quiet">{words.email}</span> <Name max={80}>{me.email}</Name>
      </p>
      <TextField
        label={words.name}
        hint={words.nameHint}
        name="/name"
        defaultValue={me.user_name ?? ""}
        maxLength={200}
        autoComplete="name"
        error={failure?.field("/name")}
      />
      <SelectField
        label={words.language}
        name="/language"
        defaultValue={me.language ?? ""}
        options={languages}
        error={failure?.field("/language")}
      />
      <TextField
        label={words.zone}
        hint={me.tenant ? words.zoneHint(me.tenant.time_zone) : words.zoneHintNone}
        name="/time_zone"
        defaultValue={me.time_zone ?? ""}
        error={failure?.field("/time_zone")}
      />
      <Button look="main" type="submit" disabled={save.isPending}>
        {words.save}
      </Button>
    </form>
  );
}
