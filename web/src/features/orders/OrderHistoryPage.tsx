// What happened to an order, and its versions.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useCan } from "../../api/permissions";
import type { GenerationSummary, OrderView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { part } from "../../ui/part";
import { Section } from "../../ui/page";
import { Sheet } from "../../ui/sheet";
import { More, Row, Rows, Table } from "../../ui/table";
import { useActorName } from "../events/words";
import { History } from "./History";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";
import css from "./orders.module.css";
import { generation, generations, orderEvents } from "./queries";

const VersionChanges = part(() => import("../drafts/confirm/VersionChanges"), "VersionChanges");

export function OrderHistoryPage() {
  return <OrderFrame tab="history">{(order) => <OrderHistory order={order} />}</OrderFrame>;
}

function OrderHistory({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const events = useInfiniteQuery(orderEvents(order.id, useCan("events:read")));
  const versions = useQuery(generations(order.id));
  const [open, setOpen] = useState<number>();
  return (
    <div className="stack">
      <Section title={words.versions} ruled={false}>
        <Loaded query={versions} rows={2}>
          {(found) => <Versions versions={found} open={setOpen} />}
        </Loaded>
      </Section>
      <Section title={words.whatHappened}>
        <Loaded query={events} rows={8}>
          {(found) => <History events={found.pages.flatMap((page) => page.items)} />}
        </Loaded>
        <More query={events} />
      </Section>
      {open !== undefined && (
        <Version
          order={order.id}
          number={open}
          before={
            versions.data
              ?.map((one) => one.generation)
              .filter((one) => one < open)
              .sort((a, b) => b - a)[0]
          }
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

function Versions({ versions, open }: { versions: readonly GenerationSummary[]; open: (number: number) => void }) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const zone = useZone();
  const actor = useActorName();
  const number = (version: GenerationSummary) => (
    <>
      {format.count(version.generation)} {version.current && <span className="quiet">{words.current}</span>}
    </>
  );
  const who = (version: GenerationSummary) =>
    version.actor ? <Name max={40}>{actor({ actor: version.actor })}</Name> : "–";
  const see = (version: GenerationSummary) => (
    <Button
      look="small"
      aria-label={`${words.seeDocument}: ${words.versionOf(format.count(version.generation))}`}
      onClick={() => open(version.generation)}
    >
      {words.seeDocument}
    </Button>
  );
  return (
    <>
      <div className="only-l">
        <Table label={words.versions}>
          <thead>
            <tr>
              <th scope="col">{words.version}</th>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.who}</th>
              <th scope="col">{words.from}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.generation}>
                <th scope="row" className="nowrap">
                  {number(version)}
                </th>
                <td className="nowrap">{format.moment(version.created_at, zone)}</td>
                <td>{who(version)}</td>
                <td className="nowrap">{format.moment(version.effective_from, zone)}</td>
                <td className="num">{see(version)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.versions}>
          {versions.map((version) => (
            <Row
              key={version.generation}
              title={number(version)}
              detail={
                <>
                  {format.moment(version.created_at, zone)} · {who(version)}
                </>
              }
              end={see(version)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

interface VersionProps {
  order: string;
  number: number;
  /** The version before it, where it is kept. */
  before: number | undefined;
  onClose: () => void;
}

function Version({ order, number, before, onClose }: VersionProps) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const query = useQuery(generation(order, number));
  const earlier = useQuery({ ...generation(order, before ?? number), enabled: before !== undefined });
  return (
    <Sheet title={words.versionOf(format.count(number))} onClose={onClose} wide>
      <Loaded query={query} rows={8}>
        {({ document }) => (
          <div className="stack-s">
            {before !== undefined && earlier.data && (
              <Section title={words.changedOf(format.count(before))}>
                <Suspense>
                  <VersionChanges before={earlier.data.document} now={document} />
                </Suspense>
              </Section>
            )}
            <details open={before === undefined}>
              <summary>{words.asApi}</summary>
              <pre className={css["document"]} tabIndex={0}>
                {JSON.stringify(document, null, 2)}
              </pre>
            </details>
          </div>
        )}
      </Loaded>
    </Sheet>
  );
}
