// The members of a place: the list, and what can be done with each. Used by settings and by the operators' pages.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { actingFor } from "../../api/ambient";
import { given } from "../../api/given";
import { useMe } from "../../api/me";
import type { Invitation, MemberView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { choice, text, useAddress } from "../../ui/address";
import { Button, SearchField, SelectField } from "../../ui/controls";
import { useCounted } from "../../ui/counted";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { Status } from "../../ui/status";
import { FailureStrip } from "../../ui/strip";
import { More, Row, Rows, Table } from "../../ui/table";
import { useMayNot } from "../me/may-not";
import { roleMessages } from "../me/role.messages";
import { AddMembers } from "./AddMembers";
import { EditMember } from "./EditMember";
import { InvitationLink } from "./InvitationLink";
import { memberMessages } from "./messages";
import { members, useInviteAgain, useRemoveMember } from "./queries";
import { rolesOf } from "./roles";

type Open =
  | { what: "edit" | "remove"; member: MemberView }
  | { what: "add" }
  | { what: "link"; member: MemberView; invitation: Invitation }
  | undefined;

const SORTS = ["created_at", "name", "email"] as const;
const ADDRESS = {
  q: text(),
  role: choice(
    ["", "owner", "admin", "teacher", "billing", "viewer", "platform_admin", "platform_support", "partner_admin"],
    "",
  ),
  sort: choice(SORTS, "created_at"),
};

export function Members() {
  const words = useMessages(memberMessages);
  const because = useMayNot("members:manage");
  const manage = because === undefined;
  const [address, set] = useAddress(ADDRESS);
  const q = useDeferredValue(address.q.trim());
  const { role, sort } = address;
  const query = useInfiniteQuery(members({ q, role, sort, count: true }));
  const counted = useCounted(query.data?.pages[0], words.countOf, words.atLeast);
  const names = useMessages(roleMessages);
  const roles = rolesOf(useMe(), actingFor() !== undefined);
  const sorts = { created_at: words.sortOldest, name: words.sortName, email: words.sortEmail };
  const [open, setOpen] = useState<Open>();
  const again = useInviteAgain();
  const invite = (member: MemberView) =>
    again.mutate(member.id, { onSuccess: (invitation) => setOpen({ what: "link", member, invitation }) });
  return (
    <>
      <div className="bar">
        <SearchField
          className="grow"
          label={words.find}
          placeholder={words.findHint}
          value={address.q}
          onSearch={(q) => set({ q })}
        />
        {roles.length > 1 && (
          <SelectField
            label={words.show}
            value={role}
            options={[["", words.everybody], ...roles.map((one) => [one, names[one]] as const)]}
            onChange={(event) => set({ role: event.target.value as typeof role })}
          />
        )}
        <SelectField
          label={words.sort}
          value={sort}
          options={SORTS.map((one) => [one, sorts[one]] as const)}
          onChange={(event) => set({ sort: event.target.value as typeof sort })}
        />
        <Csv path="/v1/members" query={given({ q, role, sort })} name={words.members} />
        <Button look="main" onClick={() => setOpen({ what: "add" })} because={because}>
          {words.add}
        </Button>
      </div>
      <FailureStrip error={again.error} />
      {counted && <p className="quiet">{counted}</p>}
      <Loaded query={query}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          if (items.length === 0 && (address.q !== "" || role !== "")) {
            return (
              <Empty drawing="desk" title={words.nothingFound}>
                <Button onClick={() => set({ q: "", role: "" })}>{words.clear}</Button>
              </Empty>
            );
          }
          if (items.length === 0) return <Empty drawing="desk" title={words.none} />;
          return (
            <>
              <List items={items} manage={manage} open={setOpen} invite={invite} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {open?.what === "add" && <AddMembers onClose={() => setOpen(undefined)} />}
      {open?.what === "edit" && <EditMember id={open.member.id} onClose={() => setOpen(undefined)} />}
      {open?.what === "remove" && <Remove member={open.member} onClose={() => setOpen(undefined)} />}
      {open?.what === "link" && (
        <Sheet title={<Name>{open.member.email}</Name>} onClose={() => setOpen(undefined)}>
          <InvitationLink email={open.member.email} invitation={open.invitation} />
        </Sheet>
      )}
    </>
  );
}

interface ListProps {
  items: readonly MemberView[];
  manage: boolean;
  open: (open: Open) => void;
  invite: (member: MemberView) => void;
}

function List({ items, manage, open, invite }: ListProps) {
  const words = useMessages(memberMessages);
  const roles = useMessages(roleMessages);
  const format = useFormat();
  const zone = useZone();
  const acts = (member: MemberView) =>
    manage && (
      <span className="acts">
        {member.status === "invited" && (
          <Button look="small" onClick={() => invite(member)}>
            {words.inviteAgain}
          </Button>
        )}
        <Button
          look="small"
          onClick={() => open({ what: "edit", member })}
          aria-label={`${words.edit} ${member.email}`}
        >
          {words.edit}
        </Button>
        <Button
          look="small"
          onClick={() => open({ what: "remove", member })}
          aria-label={`${words.remove} ${member.email}`}
        >
          {words.remove}
        </Button>
      </span>
    );
  return (
    <>
      <div className="only-l">
        <Table label={words.members}>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.role}</th>
              <th scope="col">{words.teachesAs}</th>
              <th scope="col">{words.since}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map((member) => (
              <tr key={member.id}>
                <th scope="row">
                  <Name>{member.name ?? member.email}</Name>
                  {member.name && (
                    <span className="small quiet">
                      {" "}
                      <Name>{member.email}</Name>
                    </span>
                  )}
                </th>
                <td className="nowrap">{roles[member.role]}</td>
                <td>
                  <Name>{format.list(member.teaches_as)}</Name>
                </td>
                <td className="nowrap">
                  {member.status === "invited" ? (
                    <Status state="scheduled">{words.invited}</Status>
                  ) : (
                    format.moment(member.created_at, zone)
                  )}
                </td>
                <td className="num">{acts(member)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.members}>
          {items.map((member) => (
            <Row
              key={member.id}
              title={<Name max={30}>{member.name ?? member.email}</Name>}
              detail={
                <>
                  {roles[member.role]} {member.name && <Name max={30}>{member.email}</Name>}
                  {member.status === "invited" && ` · ${words.invited}`}
                  <div>{acts(member)}</div>
                </>
              }
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

function Remove({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const words = useMessages(memberMessages);
  const remove = useRemoveMember();
  return (
    <Sheet
      title={words.removeTitle}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.keep}</Button>
          <Button
            look="warn"
            disabled={remove.isPending}
            onClick={() => remove.mutate(member.id, { onSuccess: onClose })}
          >
            {words.remove}
          </Button>
        </>
      }
    >
      <FailureStrip error={remove.error} />
      <p>{words.removeSay(member.name ?? member.email)}</p>
    </Sheet>
  );
}
