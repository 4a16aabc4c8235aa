// A failover, seen before it is done: by lesson which order goes where, what is short, what stays, and which lessons nothing is in time for. Of a cluster that is
// not lost it is seen alone.
import { useState } from "react";
import type { ClusterView, FailoverOrder, FailoverView, UnmetBellView } from "../../api/schema.gen";
import { Button, SelectField } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import type { State } from "../../ui/status";
import { FailureStrip, Strip } from "../../ui/strip";
import { Row, Rows, Table } from "../../ui/table";
import { movesMessages } from "./messages";
import { useFailover } from "./mutations";
import { worstOf } from "./unmet";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const HOURS = [2, 12, DAY_HOURS, 3 * DAY_HOURS] as const;

export function Failover({ cluster, lost }: { cluster: ClusterView; lost: boolean }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  const [hours, setHours] = useState<number>(HOURS[1]);
  const run = useFailover(cluster.id);
  const until = (): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const label = (of: number): string =>
    of > DAY_HOURS ? words.days(format.count(of / DAY_HOURS)) : words.hours(format.count(of));
  return (
    <Section title={words.failover}>
      <p>{lost ? words.failoverText : words.rehearsalText}</p>
      <div className="bar">
        <SelectField
          label={words.lessonsUntil}
          value={String(hours)}
          onChange={(event) => setHours(Number(event.target.value))}
          options={HOURS.map((of) => [String(of), label(of)] as const)}
        />
        <Button disabled={run.isPending} onClick={() => run.mutate({ dry_run: true, lessons_until: until() })}>
          {run.isPending ? words.seeing : words.see}
        </Button>
        {run.data && lost && (
          <Button
            look="warn"
            disabled={run.isPending}
            onClick={() => run.mutate({ dry_run: false, lessons_until: until() })}
          >
            {words.goNow}
          </Button>
        )}
      </div>
      <FailureStrip error={run.error} />
      {run.data && <FailoverTable of={run.data} />}
    </Section>
  );
}

function FailoverTable({ of }: { of: FailoverView }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  const recalled = of.recalled > 0 && <p>{words.recalled(of.recalled, format.count(of.recalled))}</p>;
  const untried = of.rooms_untried > 0 && <p>{words.untried(of.rooms_untried, format.count(of.rooms_untried))}</p>;
  if (of.orders.length === 0) {
    return (
      <>
        {recalled}
        {untried}
        <p className="quiet">{words.noneAffected}</p>
      </>
    );
  }
  const { placed, total, short, staying } = of.rooms;
  const { late, missed } = of.lessons;
  return (
    <>
      {late + missed > 0 && (
        <Strip state={missed > 0 ? "missed" : "warming"}>{words.unmet(format.count(late), format.count(missed))}</Strip>
      )}
      <p>{words.sum(format.count(placed), format.count(total), format.count(short), format.count(staying))}</p>
      {recalled}
      {untried}
      {of.more && <p className="small quiet">{words.more}</p>}
      <div className="only-l">
        <Table label={words.failover} dense>
          <thead>
            <tr>
              <th scope="col">{words.lesson}</th>
              <th scope="col">{words.institution}</th>
              <th scope="col">{words.order}</th>
              <th scope="col" className="num">
                {words.rooms}
              </th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.goesTo}</th>
            </tr>
          </thead>
          <tbody>
            {of.orders.map((order) => (
              <OrderRow key={order.order_id} order={order} />
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.failover}>
          {of.orders.map((order) => (
            <OrderLine key={order.order_id} order={order} />
          ))}
        </Rows>
      </div>
    </>
  );
}

const SHAPES = {
  moves: "ready",
  moved: "ready",
  stays: "live",
  no_place: "refused",
  skipped: "unknown",
} as const satisfies Record<FailoverOrder["verdict"], State>;

/** Of an order that goes on elsewhere, how its lessons fare counts more. */
function shapeOf(order: FailoverOrder): State {
  const worst = order.to ? worstOf(order.unmet) : undefined;
  return worst === "missed" ? "missed" : worst === "late" ? "warming" : SHAPES[order.verdict];
}

function useVerdict(): (order: FailoverOrder) => string {
  const words = useMessages(movesMessages);
  return ({ verdict, unmet }) => {
    const worst = worstOf(unmet);
    return [verdict === "moves" ? words.moves_ : words[verdict], ...(worst ? [words[worst]] : [])].join(" · ");
  };
}

/** On a phone. */
function OrderLine({ order }: { order: FailoverOrder }) {
  const format = useFormat();
  const verdict = useVerdict();
  return (
    <Row
      state={shapeOf(order)}
      said={verdict(order)}
      title={<Name max={40}>{order.order_name}</Name>}
      detail={
        <>
          {format.moment(order.lesson_starts_at)} · <Name max={24}>{order.tenant_name}</Name> · {verdict(order)}{" "}
          <Where order={order} />
        </>
      }
      end={format.count(order.rooms)}
    />
  );
}

/** Where it goes, until when it or some of its rooms stay, how many are left behind, what is short where, and for which lessons nothing is in time. */
function Where({ order }: { order: FailoverOrder }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  return (
    <>
      {order.to?.name}
      {order.to && order.stays_until && " · "}
      {order.stays_until &&
        (order.verdict === "stays"
          ? words.staysUntil(format.moment(order.stays_until))
          : words.someStay(order.rooms_staying, format.count(order.rooms_staying), format.moment(order.stays_until)))}
      {order.rooms_left > 0 && (
        <p className="small">{words.someLeft(order.rooms_left, format.count(order.rooms_left))}</p>
      )}
      {order.short.map((one) => (
        <p key={one.cluster_id ?? one.reason} className="small">
          {one.cluster_name && `${one.cluster_name}: `}
          {one.message}
        </p>
      ))}
      {order.unmet.map((bell) => (
        <UnmetBell key={`${bell.starts_at} ${bell.ready_by ?? ""}`} bell={bell} />
      ))}
    </>
  );
}

function UnmetBell({ bell }: { bell: UnmetBellView }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  const at = format.moment(bell.starts_at);
  const rooms = format.count(bell.rooms);
  const by = bell.ready_by && format.moment(bell.ready_by);
  const said = bell.verdict === "late" ? words.lateBy : words.missedBy;
  return <p className="small">{by ? said(at, bell.rooms, rooms, by) : words.missedFor(at, bell.rooms, rooms)}</p>;
}

function OrderRow({ order }: { order: FailoverOrder }) {
  const format = useFormat();
  const verdict = useVerdict();
  return (
    <tr>
      <td className="nowrap">{format.moment(order.lesson_starts_at)}</td>
      <td>
        <Name max={40}>{order.tenant_name}</Name>
      </td>
      <th scope="row">
        <Name max={40}>{order.order_name}</Name>
      </th>
      <td className="num">{format.count(order.rooms)}</td>
      <td className="nowrap">{verdict(order)}</td>
      <td>
        <Where order={order} />
      </td>
    </tr>
  );
}
