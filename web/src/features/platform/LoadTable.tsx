// Clusters now and at the bell: how much of each is booked, and how its rooms stand.
import { useId } from "react";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { cx } from "../../ui/classes";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Row, Rows, Table } from "../../ui/table";
import { percent } from "../capacity/heat";
import { clustersMessages } from "../clusters/messages";
import { clusterState, ClusterStatus } from "../clusters/state";
import { useDenied } from "../me/may-not";
import { MayNot, WhoMay } from "../me/MayNot";
import type { Load } from "./loads";
import { platformMessages } from "./messages";
import css from "./next-bell.module.css";

const TO = "clusters:manage";

export function LoadTable({ loads }: { loads: readonly Load[] }) {
  const words = useMessages(platformMessages);
  const of = useMessages(clustersMessages);
  const format = useFormat();
  const told = useId();
  const mayFailOver = useCan(TO);
  const denied = useDenied(TO) !== undefined;
  const count = (value: number) => (value > 0 ? format.count(value) : "–");
  return (
    <>
      <div className="only-l stack-s">
        <Table label={words.clusters} dense>
          <thead>
            <tr>
              <th scope="col">{words.cluster}</th>
              <th scope="col">{words.state}</th>
              <th scope="col" className="num">
                {words.loadNowBell}
              </th>
              <th scope="col" className={css["meter"]}>
                <span className="vh">{words.loadNowBell}</span>
              </th>
              <th scope="col" className="num">
                {words.rooms}
              </th>
              <th scope="col" className="num">
                {words.notReady}
              </th>
              <th scope="col" className="num">
                {words.warming}
              </th>
              {(mayFailOver || denied) && (
                <th scope="col">
                  <span className="vh">{words.failover}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {loads.map((load) => (
              <tr key={load.cluster.id}>
                <th scope="row">
                  <Go href={paths.opsCluster(load.cluster.id)}>{load.cluster.name}</Go>
                </th>
                <td>
                  <ClusterStatus of={load.cluster} />
                </td>
                <td className="num">
                  <Move load={load} />
                </td>
                <td>
                  <Meter load={load} />
                </td>
                <td className="num">{count(load.rooms)}</td>
                <td className="num">{count(load.notReady)}</td>
                <td className="num">{count(load.warming)}</td>
                {mayFailOver && (
                  <td className="num">
                    <Go
                      href={paths.opsCluster(load.cluster.id, "moves")}
                      aria-label={words.failoverOf(load.cluster.name)}
                    >
                      {words.failover}
                    </Go>
                  </td>
                )}
                {denied && (
                  <td className="num">
                    <MayNot to={TO} told={told} look="small" label={words.failoverOf(load.cluster.name)}>
                      {words.failover}
                    </MayNot>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
        <WhoMay id={told} to={[TO]} />
      </div>
      <div className="only-s">
        <Rows label={words.clusters}>
          {loads.map((load) => {
            const { state, word } = clusterState(load.cluster);
            return (
              <Row
                key={load.cluster.id}
                state={state}
                said={of[word]}
                href={paths.opsCluster(load.cluster.id)}
                title={load.cluster.name}
                detail={words.roomsCount(format.count(load.rooms))}
                end={<Move load={load} />}
              />
            );
          })}
        </Rows>
      </div>
    </>
  );
}

/** Of a cluster on which no node takes rooms there is no share. */
function shareOf(booked: number | undefined, limit: number | undefined): number | undefined {
  return booked === undefined || !limit ? undefined : percent(booked, limit);
}

/** `61 % → 74 %` */
function Move({ load }: { load: Load }) {
  const words = useMessages(platformMessages);
  const [now, bell] = [shareOf(load.now, load.limit), shareOf(load.atBell, load.limit)];
  if (load.limit === 0) return <span className={css["over"]}>{words.noNode}</span>;
  if (now === undefined) return "–";
  return (
    <span className={css["move"]}>
      <Share of={now} quiet={bell !== undefined} />
      {bell !== undefined && (
        <>
          {" → "}
          <Share of={bell} />
        </>
      )}
    </span>
  );
}

function Share({ of, quiet }: { of: number; quiet?: boolean }) {
  const format = useFormat();
  return <span className={cx(of > 100 ? css["over"] : quiet && "quiet")}>{format.percent(of / 100)}</span>;
}

function Meter({ load }: { load: Load }) {
  const [now, bell] = [shareOf(load.now, load.limit), shareOf(load.atBell, load.limit)];
  if (now === undefined) return null;
  return (
    <span className={cx(css["ruler"], Math.max(now, bell ?? 0) > 100 && css["past"])} aria-hidden="true">
      <i style={{ "--v": Math.min(100, now) } as React.CSSProperties} />
      {bell !== undefined && <b style={{ "--p": Math.min(100, bell) } as React.CSSProperties} />}
    </span>
  );
}
