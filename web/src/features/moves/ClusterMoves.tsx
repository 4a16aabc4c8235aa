// What moves from a cluster or to it: how far its drain is, each move, and for one that is lost what a failover would do.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useCan } from "../../api/permissions";
import type { ClusterView, DrainView, MoveState } from "../../api/schema.gen";
import { SelectField } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { More, Table } from "../../ui/table";
import { useDenied } from "../me/may-not";
import { MayNot, WhoMay } from "../me/MayNot";
import { Abandon } from "./Abandon";
import { Failover } from "./Failover";
import { movesMessages } from "./messages";
import { MoveList } from "./MoveList";
import { moves } from "./queries";
import { Rebalance } from "./Rebalance";

const STATES = ["preparing", "switched", "done", "cancelled"] as const satisfies readonly MoveState[];

const TO = "clusters:manage";

export function ClusterMoves({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(movesMessages);
  const manage = useCan(TO);
  const [state, setState] = useState<MoveState | "">("preparing");
  const query = useInfiniteQuery(moves(cluster.id, state));
  const isFalse = (type: string) => cluster.conditions.some((one) => one.type === type && one.status === "false");
  const silent = isFalse("ApiReachable");
  return (
    <>
      {cluster.drain && <DrainProgress drain={cluster.drain} />}
      {manage && <Rebalance cluster={cluster} />}
      {manage && <Failover cluster={cluster} lost={silent || isFalse("RoomsReachable")} />}
      {manage && silent && <Abandon cluster={cluster} />}
      <Section title={words.moves} aside={<DeniedMoves silent={silent} />}>
        <div className="bar">
          <SelectField
            label={words.state}
            value={state}
            onChange={(event) => setState(STATES.find((one) => one === event.target.value) ?? "")}
            options={[["", words.all], ...STATES.map((one) => [one, words[one]] as const)]}
          />
        </div>
        <Loaded query={query}>
          {(data) => {
            const found = data.pages.flatMap((page) => page.items);
            return found.length > 0 ? <MoveList moves={found} /> : <p className="quiet">{words.none}</p>;
          }}
        </Loaded>
        <More query={query} />
      </Section>
    </>
  );
}

/** For who sees the moves and begins none. */
function DeniedMoves({ silent }: { silent: boolean }) {
  const words = useMessages(movesMessages);
  const told = useId();
  if (!useDenied(TO)) return null;
  return (
    <div className="acts">
      {[words.rebalance, words.failover, silent && words.abandonIt].map(
        (word) =>
          word && (
            <MayNot key={word} to={TO} told={told}>
              {word}
            </MayNot>
          ),
      )}
      <WhoMay id={told} to={[TO]} />
    </div>
  );
}

function DrainProgress({ drain }: { drain: DrainView }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  return (
    <Section title={words.drain}>
      <p>
        {drain.orders_left === 0
          ? words.drained
          : [
              words.left(drain.orders_left, format.count(drain.orders_left)),
              words.moving(drain.moving, format.count(drain.moving)),
              words.blocked(format.count(drain.blocked_total)),
            ].join(" · ")}
      </p>
      <p className="small quiet">
        {words.since} {format.moment(drain.since)}
      </p>
      {drain.blocked.length > 0 && (
        <Table label={words.cannotMove} dense>
          <thead>
            <tr>
              <th scope="col">{words.order}</th>
              <th scope="col">{words.why}</th>
              <th scope="col" className="num">
                {words.since}
              </th>
            </tr>
          </thead>
          <tbody>
            {drain.blocked.map((one) => (
              <tr key={one.order_id}>
                <th scope="row">
                  <Name max={40}>{one.order_name}</Name>
                </th>
                <td>{one.message}</td>
                <td className="num">{format.moment(one.since)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
