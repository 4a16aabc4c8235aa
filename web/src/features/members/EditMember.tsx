// A member's role, name, and names in timetables.
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { actingFor } from "../../api/ambient";
import type { Versioned } from "../../api/client";
import { useMe } from "../../api/me";
import { isFailure } from "../../api/problem";
import type { MemberView, Role } from "../../api/schema.gen";
import { Button, SelectField, TextArea, TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { roleMessages } from "../me/role.messages";
import { memberMessages } from "./messages";
import { member, useAmendMember } from "./queries";
import { rolesToGive } from "./roles";

export function EditMember({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useMessages(memberMessages);
  const query = useQuery({ ...member(id), refetchOnWindowFocus: false });
  return (
    <Sheet title={query.data ? <Name>{query.data.data.email}</Name> : words.edit} onClose={onClose}>
      <Loaded query={query} rows={3}>
        {(opened) => <Form opened={opened} onClose={onClose} />}
      </Loaded>
    </Sheet>
  );
}

const FIELDS = ["/role", "/name", "/teaches_as"];

function Form({ opened, onClose }: { opened: Versioned<MemberView>; onClose: () => void }) {
  const words = useMessages(memberMessages);
  const roles = useMessages(roleMessages);
  const me = useMe();
  const { data, etag } = opened;
  const amend = useAmendMember(data.id);
  const failure = isFailure(amend.error) ? amend.error : undefined;
  const given = rolesToGive(me, actingFor() !== undefined);
  const offered = given.includes(data.role) ? given : [data.role, ...given];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const names = String(form.get("/teaches_as"))
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    const name = String(form.get("/name")).trim();
    const body = { role: form.get("/role") as Role, name: name || null, teaches_as: names };
    amend.mutate({ body, etag }, { onSuccess: onClose });
  };
  return (
    <form className="stack-s" onSubmit={submit} noValidate>
      <FailureStrip error={amend.error} fields={FIELDS} />
      <SelectField
        label={words.role}
        name="/role"
        defaultValue={data.role}
        options={offered.map((role) => [role, roles[role]] as const)}
        error={failure?.field("/role")}
      />
      <TextField label={words.name} name="/name" defaultValue={data.name ?? ""} error={failure?.field("/name")} />
      <TextArea
        label={words.teachesAs}
        hint={words.teachesHint}
        name="/teaches_as"
        defaultValue={data.teaches_as.join("\n")}
        error={failure?.field("/teaches_as")}
      />
      <Button look="main" type="submit" disabled={amend.isPending}>
        {words.save}
      </Button>
    </form>
  );
}
