// Orders that have not begun, booked here instead where their cluster is fuller: first seen, then done, so many a call.
import type { ClusterView, Rebalance as Rebalanced, RebalancedOrder } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import type { State } from "../../ui/status";
import { FailureStrip } from "../../ui/strip";
import { Row, Rows, Table } from "../../ui/table";
import { movesMessages } from "./messages";
import { useRebalance } from "./mutations";

export function Rebalance({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(movesMessages);
  const run = useRebalance(cluster.id);
  const next = run.data?.next ?? undefined;
  const again = next === undefined ? {} : { after: next };
  return (
    <Section title={words.rebalance}>
      <p>{words.rebalanceText}</p>
      <p>
        <Button disabled={run.isPending} onClick={() => run.mutate({ dry_run: true })}>
          {run.isPending ? words.seeing : words.see}
        </Button>{" "}
        {run.data && (
          <Button look="warn" disabled={run.isPending} onClick={() => run.mutate({ dry_run: false })}>
            {words.rebalanceNow}
          </Button>
        )}{" "}
        {run.data?.next && (
          <Button disabled={run.isPending} onClick={() => run.mutate({ dry_run: run.data.dry_run, ...again })}>
            {words.goOn}
          </Button>
        )}
      </p>
      <FailureStrip error={run.error} />
      {run.data && <RebalanceTable of={run.data} />}
    </Section>
  );
}

const SHAPES: Record<RebalancedOrder["verdict"], State> = {
  moves: "warming",
  moved: "ready",
  stays: "scheduled",
  skipped: "unknown",
};

/** A view. */
function RebalanceTable({ of }: { of: Rebalanced }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  const verdict = (order: RebalancedOrder) => (order.verdict === "moves" ? words.moves_ : words[order.verdict]);
  if (of.orders.length === 0) return <p className="quiet">{words.noneScheduled}</p>;
  const [moved, seen] = [format.count(of.moved), format.count(of.orders.length)];
  return (
    <>
      <p>{of.dry_run ? words.wouldRebalance(moved, seen) : words.rebalanced(moved, seen)}</p>
      {of.next && <p className="small quiet">{words.goOnText}</p>}
      <div className="only-l">
        <Table label={words.rebalance} dense>
          <thead>
            <tr>
              <th scope="col">{words.institution}</th>
              <th scope="col">{words.order}</th>
              <th scope="col">{words.from}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {of.orders.map((order) => (
              <tr key={order.order_id}>
                <td>
                  <Name max={40}>{order.tenant_name}</Name>
                </td>
                <th scope="row">
                  <Name max={40}>{order.order_name}</Name>
                </th>
                <td>{order.from.name}</td>
                <td className="nowrap">{verdict(order)}</td>
                <td>{order.message}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.rebalance}>
          {of.orders.map((order) => (
            <Row
              key={order.order_id}
              state={SHAPES[order.verdict]}
              said={verdict(order)}
              title={<Name max={40}>{order.order_name}</Name>}
              detail={
                <>
                  <Name max={24}>{order.tenant_name}</Name> · {order.from.name} · {verdict(order)}
                  {order.message && ` · ${order.message}`}
                </>
              }
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
