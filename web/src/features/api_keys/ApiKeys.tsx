// The keys of a place: list, making one, revoking one. Used by settings and by the operators' pages.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { now } from "../../api/clock";
import type { ApiKeyView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { More, Row, Rows, Table } from "../../ui/table";
import { useMayNot } from "../me/may-not";
import { MakeKey } from "./MakeKey";
import { keyMessages } from "./messages";
import { apiKeys, useRevokeKey } from "./queries";

type Open = "make" | ApiKeyView | undefined;

export function ApiKeys() {
  const words = useMessages(keyMessages);
  const because = useMayNot("api_keys:manage");
  const manage = because === undefined;
  const query = useInfiniteQuery(apiKeys());
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <>
      <div className="bar">
        <Button look="main" onClick={() => setOpen("make")} because={because}>
          {words.make}
        </Button>
      </div>
      <Loaded query={query}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          if (items.length === 0) {
            return (
              <Empty drawing="lamp" title={words.none}>
                <p>{words.noneDetail}</p>
              </Empty>
            );
          }
          return (
            <>
              <List items={items} manage={manage} revoke={setOpen} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {open === "make" && <MakeKey onClose={close} />}
      {open && open !== "make" && <Revoke apiKey={open} onClose={close} />}
    </>
  );
}

function List({
  items,
  manage,
  revoke,
}: {
  items: readonly ApiKeyView[];
  manage: boolean;
  revoke: (one: ApiKeyView) => void;
}) {
  const words = useMessages(keyMessages);
  const format = useFormat();
  const zone = useZone();
  const state = (one: ApiKeyView) => {
    if (one.revoked_at) return words.revoked;
    if (!one.expires_at) return words.never;
    return Date.parse(one.expires_at) < now() ? words.expired : format.moment(one.expires_at, zone);
  };
  const used = (one: ApiKeyView) => (one.last_used_at ? format.moment(one.last_used_at, zone) : words.unused);
  const act = (one: ApiKeyView) =>
    manage &&
    !one.revoked_at && (
      <Button look="small" onClick={() => revoke(one)} aria-label={`${words.revoke} ${one.name}`}>
        {words.revoke}
      </Button>
    );
  return (
    <>
      <div className="only-l">
        <Table label={words.keys}>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.prefix}</th>
              <th scope="col" className="num">
                {words.scopes}
              </th>
              <th scope="col">{words.used}</th>
              <th scope="col">{words.expires}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Name>{one.name}</Name>
                </th>
                <td className="code">{one.prefix}</td>
                <td className="num">{format.count(one.scopes.length)}</td>
                <td className="nowrap">{used(one)}</td>
                <td className="nowrap">{state(one)}</td>
                <td className="num">{act(one)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.keys}>
          {items.map((one) => (
            <Row
              key={one.id}
              title={<Name max={30}>{one.name}</Name>}
              detail={
                <>
                  <span className="code">{one.prefix}</span> · {state(one)}
                </>
              }
              end={act(one)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKeyView; onClose: () => void }) {
  const words = useMessages(keyMessages);
  const revoke = useRevokeKey();
  return (
    <Sheet
      title={words.revokeTitle}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.keep}</Button>
          <Button
            look="warn"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(apiKey.id, { onSuccess: onClose })}
          >
            {words.revoke}
          </Button>
        </>
      }
    >
      <FailureStrip error={revoke.error} />
      <p>{words.revokeSay(apiKey.name)}</p>
    </Sheet>
  );
}
