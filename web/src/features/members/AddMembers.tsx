// One person or a staff list: pasted, a person a line. Each row is taken or not by itself, and says why.
import { useState } from "react";
import { actingFor } from "../../api/ambient";
import { useAttemptKey } from "../../api/idempotency";
import { useMe } from "../../api/me";
import type { AddedMembers, Role } from "../../api/schema.gen";
import { Button, SelectField, TextArea } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { Row, Rows } from "../../ui/table";
import { roleMessages } from "../me/role.messages";
import { InvitationLink } from "./InvitationLink";
import { memberMessages } from "./messages";
import { useAddMembers } from "./queries";
import { rolesToGive } from "./roles";
import { type PastedRow, rowsOf } from "./rows";

export function AddMembers({ onClose }: { onClose: () => void }) {
  const words = useMessages(memberMessages);
  const roles = useMessages(roleMessages);
  const format = useFormat();
  const me = useMe();
  const given = rolesToGive(me, actingFor() !== undefined);
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>(given.includes("teacher") ? "teacher" : given[0]!);
  const [attempt, renew] = useAttemptKey();
  const add = useAddMembers();
  const rows = rowsOf(text);
  const send = () =>
    add.mutate({ body: { members: rows.map((row) => ({ ...row, role })) }, attempt }, { onSuccess: renew });
  if (add.data) return <Added rows={rows} added={add.data} onClose={onClose} />;
  return (
    <Sheet
      wide
      title={words.add}
      onClose={onClose}
      acts={
        <Button look="main" disabled={rows.length === 0 || add.isPending} onClick={send}>
          {add.isPending ? words.adding : words.addNow(format.count(rows.length))}
        </Button>
      }
    >
      <FailureStrip error={add.error} />
      <TextArea
        label={words.rows}
        hint={words.rowsHint}
        value={text}
        onChange={(event) => (setText(event.target.value), renew())}
        autoFocus
      />
      <SelectField
        label={words.role}
        value={role}
        onChange={(event) => (setRole(event.target.value as Role), renew())}
        options={given.map((one) => [one, roles[one]] as const)}
      />
    </Sheet>
  );
}

function Added({ rows, added, onClose }: { rows: readonly PastedRow[]; added: AddedMembers; onClose: () => void }) {
  const words = useMessages(memberMessages);
  const format = useFormat();
  const bad = added.items.filter((item) => item.error);
  const first = [...bad, ...added.items.filter((item) => !item.error)];
  return (
    <Sheet
      wide
      title={words.add}
      onClose={onClose}
      acts={
        <Button look="main" onClick={onClose}>
          {words.done}
        </Button>
      }
    >
      <p>{words.taken(format.count(added.items.length - bad.length), format.count(bad.length))}</p>
      <Rows label={words.members}>
        {first.map((item) => {
          const email = item.member?.email ?? rows[item.index]?.email ?? "";
          return (
            <Row
              key={item.index}
              state={item.error ? "missed" : "ready"}
              title={<Name>{email}</Name>}
              detail={item.error ? item.error.detail : <InvitationLink email={email} invitation={item} />}
            />
          );
        })}
      </Rows>
    </Sheet>
  );
}
