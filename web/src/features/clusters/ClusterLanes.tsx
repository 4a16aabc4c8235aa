// Works of the service that are paused on a cluster, here or everywhere, each with a button that ends it.
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useCan } from "../../api/permissions";
import type { ClusterView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { pausedOn, type PausedLane } from "./lanes";
import { lanesMessages } from "./lanes.messages";
import { LanePauseSheet } from "./LanePauseSheet";
import { useUnpauseLane } from "./mutations";
import { lanes } from "./queries";

const TO = "clusters:manage";

export function ClusterLanes({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(lanesMessages);
  const query = useQuery(lanes());
  const manage = useCan(TO);
  const told = useId();
  const end = useUnpauseLane();
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={words.lanes}
      aside={
        manage ? (
          <Button onClick={() => setOpen(true)}>{words.pause}</Button>
        ) : (
          <MayNot to={TO} told={told}>
            {words.pause}
          </MayNot>
        )
      }
    >
      <div className="stack-s">
        <FailureStrip error={end.error} />
        <Loaded query={query} rows={1}>
          {(data) => {
            const paused = pausedOn(cluster.id, data);
            return paused.length === 0 ? (
              <p className="quiet">{words.none}</p>
            ) : (
              <LaneTable
                paused={paused}
                told={told}
                {...(manage ? { onEnd: end.mutate, ending: end.isPending } : {})}
              />
            );
          }}
        </Loaded>
        <WhoMay id={told} to={[TO]} />
      </div>
      {open && <LanePauseSheet cluster={cluster} onClose={() => setOpen(false)} />}
    </Section>
  );
}

interface LaneTableProps {
  paused: readonly PausedLane[];
  /** Where it is said who may. */
  told: string;
  onEnd?: (one: PausedLane) => void;
  ending?: boolean;
}

/** A view. */
function LaneTable({ paused, told, onEnd, ending }: LaneTableProps) {
  const words = useMessages(lanesMessages);
  const format = useFormat();
  return (
    <Table label={words.lanes} dense>
      <thead>
        <tr>
          <th scope="col">{words.work}</th>
          <th scope="col">{words.where}</th>
          <th scope="col">{words.why}</th>
          <th scope="col" className="num">
            {words.until}
          </th>
          <th scope="col">
            <span className="vh">{words.end}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {paused.map((one) => (
          <tr key={`${one.lane} ${one.cluster_id ?? ""}`}>
            <th scope="row">{words[one.lane]}</th>
            <td>{one.cluster_id ? words.here : words.everywhere}</td>
            <td>
              <bdi>{one.why}</bdi>
            </td>
            <td className="num">{format.moment(one.until)}</td>
            <td className="num">
              {onEnd ? (
                <Button look="small" disabled={ending} onClick={() => onEnd(one)}>
                  {words.end}
                  <span className="vh">: {words[one.lane]}</span>
                </Button>
              ) : (
                <MayNot to={TO} told={told} look="small">
                  {words.end}
                  <span className="vh">: {words[one.lane]}</span>
                </MayNot>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
