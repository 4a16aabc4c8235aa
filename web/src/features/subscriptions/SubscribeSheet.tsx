// Makes an address for calendar programs, shows it once, and lists those that there are.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAttemptKey } from "../../api/idempotency";
import type { NewSubscription, PageSubscription } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { Button, SelectField } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Secret, Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { classroomsCalled } from "../classrooms/queries";
import { subscriptionMessages } from "./messages";
import { subscriptions, useRevoke, useSubscribe } from "./queries";
import type { Subscribed } from "./types";

type Listed = PageSubscription["items"][number];

interface SubscribeSheetProps {
  of: string;
  to: Subscribed;
  onClose: () => void;
}

export function SubscribeSheet({ of, to, onClose }: SubscribeSheetProps) {
  if ("room" in to) return <SheetOfClass of={of} room={to.room} onClose={onClose} />;
  return <MakeSheet of={of} choices={[{ label: of, scope: to.scope }]} onClose={onClose} />;
}

/** Which classrooms are called so is asked first. */
function SheetOfClass({ of, room, onClose }: { of: string; room: string; onClose: () => void }) {
  const words = useMessages(subscriptionMessages);
  const query = useQuery(classroomsCalled(room));
  const choices = (query.data ?? []).map(({ id, order_id, order_name }) => ({
    label: order_name ?? order_id,
    scope: { classroom_id: id },
  }));
  if (choices.length > 0) return <MakeSheet of={of} choices={choices} onClose={onClose} />;
  return (
    <Sheet title={words.title(of)} onClose={onClose}>
      <Loaded query={query} rows={3}>
        {() => <p>{words.noRoom}</p>}
      </Loaded>
    </Sheet>
  );
}

interface MakeSheetProps {
  of: string;
  /** One at least. */
  choices: readonly { label: string; scope: NewSubscription }[];
  onClose: () => void;
}

function MakeSheet({ of, choices, onClose }: MakeSheetProps) {
  const words = useMessages(subscriptionMessages);
  const [chosen, setChosen] = useState(0);
  const scope = (choices[chosen] ?? choices[0])?.scope ?? {};
  const make = useSubscribe();
  const [attempt] = useAttemptKey();
  const address = make.data?.address;
  return (
    <Sheet
      title={words.title(of)}
      onClose={onClose}
      acts={
        !address && (
          <Button look="main" disabled={make.isPending} onClick={() => make.mutate({ body: scope, attempt })}>
            {make.isPending ? words.making : words.make}
          </Button>
        )
      }
    >
      <div className="stack-s">
        <FailureStrip error={make.error} />
        {address ? (
          <>
            <p role="status">{words.once}</p>
            <Secret>{address}</Secret>
            <h3>{words.how}</h3>
            <ul>
              <li>{words.google}</li>
              <li>{words.apple}</li>
              <li>{words.outlook}</li>
            </ul>
          </>
        ) : (
          <>
            <p>{words.what}</p>
            {choices.length > 1 && (
              <SelectField
                label={words.whichOrder}
                value={chosen}
                options={choices.map(({ label }, at) => [String(at), label])}
                onChange={(event) => setChosen(Number(event.target.value))}
              />
            )}
          </>
        )}
        <Yours />
      </div>
    </Sheet>
  );
}

function Yours() {
  const words = useMessages(subscriptionMessages);
  const query = useQuery(subscriptions());
  const revoke = useRevoke();
  return (
    <Loaded query={query} rows={1}>
      {(items) =>
        items.length > 0 && (
          <>
            <h3>{words.yours}</h3>
            <FailureStrip error={revoke.error} />
            <ul className="stack-s">
              {items.map((one) => (
                <One key={one.id} one={one} busy={revoke.isPending} onRevoke={() => revoke.mutate(one.id)} />
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  );
}

function One({ one, busy, onRevoke }: { one: Listed; busy: boolean; onRevoke: () => void }) {
  const words = useMessages(subscriptionMessages);
  const format = useFormat();
  const zone = useZone();
  const of = one.teacher ?? one.order_id ?? one.classroom_id ?? words.all;
  const used = one.last_used_at ? words.used(format.moment(one.last_used_at, zone)) : words.unused;
  return (
    <li>
      <Name>{of}</Name> <span className="small quiet">{words.made(format.moment(one.created_at, zone), used)}</span>{" "}
      <Button look="small" disabled={busy} onClick={onRevoke} aria-label={`${words.revoke} ${of}`}>
        {words.revoke}
      </Button>
    </li>
  );
}
