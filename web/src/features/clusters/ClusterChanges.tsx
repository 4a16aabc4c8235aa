// Nodes that come or go by a person's doing: what is planned, planning more, and taking it back.
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { CapacityChangeView, ClusterView } from "../../api/schema.gen";
import { useCan } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { More, Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { changesMessages } from "./changes.messages";
import { NewChangeSheet } from "./NewChangeSheet";
import { useRemoveChange } from "./mutations";
import { capacityChanges } from "./queries";

const TO = "clusters:manage";

export function ClusterChanges({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(changesMessages);
  const query = useSuspenseInfiniteQuery(capacityChanges(cluster.id));
  const manage = useCan(TO);
  const told = useId();
  const [plans, setPlans] = useState(false);
  const remove = useRemoveChange(cluster.id);
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Section title={words.changes} ruled={found.length === 0}>
      <div className="stack-s">
        <FailureStrip error={remove.error} />
        {found.length === 0 ? (
          <p className="quiet">{words.noChanges}</p>
        ) : (
          <ChangeTable
            changes={found}
            told={told}
            {...(manage ? { onRemove: remove.mutate, removing: remove.isPending } : {})}
          />
        )}
        <More query={query} />
        {manage ? (
          <Button onClick={() => setPlans(true)}>{words.plan}</Button>
        ) : (
          <MayNot to={TO} told={told}>
            {words.plan}
          </MayNot>
        )}
        <WhoMay id={told} to={[TO]} />
      </div>
      {plans && <NewChangeSheet cluster={cluster} onClose={() => setPlans(false)} />}
    </Section>
  );
}

interface ChangeTableProps {
  changes: readonly CapacityChangeView[];
  /** Where it is said who may. */
  told: string;
  onRemove?: (change: string) => void;
  removing?: boolean;
}

/** A view. */
function ChangeTable({ changes, told, onRemove, removing }: ChangeTableProps) {
  const words = useMessages(changesMessages);
  const format = useFormat();
  return (
    <Table label={words.changes} dense>
      <thead>
        <tr>
          <th scope="col" className="num">
            {words.nodes}
          </th>
          <th scope="col">{words.from}</th>
          <th scope="col">{words.until}</th>
          <th scope="col">{words.note}</th>
          <th scope="col">
            <span className="vh">{words.takeBack}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map((one) => (
          <tr key={one.id}>
            <th scope="row" className="num">
              {one.nodes > 0 ? `+${format.count(one.nodes)}` : `−${format.count(-one.nodes)}`}
            </th>
            <td className="nowrap">
              {format.moment(one.from)} {one.has_begun && <small>{words.on}</small>}
            </td>
            <td className="nowrap">{one.until ? format.moment(one.until) : words.forGood}</td>
            <td>
              <Name>{one.note}</Name>
            </td>
            <td className="num">
              {onRemove ? (
                <Button look="small" disabled={removing} onClick={() => onRemove(one.id)}>
                  {words.takeBack}
                  <span className="vh">: {one.note}</span>
                </Button>
              ) : (
                <MayNot to={TO} told={told} look="small">
                  {words.takeBack}
                  <span className="vh">: {one.note}</span>
                </MayNot>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
