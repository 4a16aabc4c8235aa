// Node groups of a cluster: how many nodes each ought to have, is asked for and has, and what it waits for.
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ClusterView, NodeGroupView } from "../../api/schema.gen";
import { useCan } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { More, Table } from "../../ui/table";
import { Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { MayNot, WhoMay } from "../me/MayNot";
import { groupsMessages } from "./groups.messages";
import { useRemoveGroup } from "./mutations";
import { NewGroupSheet } from "./NewGroupSheet";
import { nodeGroups } from "./queries";

const TO = "clusters:manage";

export function ClusterGroups({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(groupsMessages);
  const query = useSuspenseInfiniteQuery(nodeGroups(cluster.id));
  const manage = useCan(TO);
  const told = useId();
  const remove = useRemoveGroup(cluster.id);
  const [adds, setAdds] = useState(false);
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Section
      title={words.groups}
      ruled={found.length === 0}
      aside={
        manage ? (
          <Button onClick={() => setAdds(true)}>{words.add}</Button>
        ) : (
          <MayNot to={TO} told={told}>
            {words.add}
          </MayNot>
        )
      }
    >
      <div className="stack-s">
        <FailureStrip error={remove.error} />
        {found.length === 0 ? (
          <p className="quiet">{words.noGroups}</p>
        ) : (
          <GroupTable
            groups={found}
            told={told}
            {...(manage ? { onRemove: remove.mutate, removing: remove.isPending } : {})}
          />
        )}
        <More query={query} />
        <WhoMay id={told} to={[TO]} />
      </div>
      {adds && <NewGroupSheet cluster={cluster} onClose={() => setAdds(false)} />}
    </Section>
  );
}

interface GroupTableProps {
  groups: readonly NodeGroupView[];
  /** Where it is said who may. */
  told: string;
  onRemove?: (group: string) => void;
  removing?: boolean;
}

/** A view. */
function GroupTable({ groups, told, onRemove, removing }: GroupTableProps) {
  const words = useMessages(groupsMessages);
  const format = useFormat();
  const count = (number: number | null | undefined) => (typeof number === "number" ? format.count(number) : "–");
  return (
    <Table label={words.groups} dense>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col" className="num">
            {words.wanted}
          </th>
          <th scope="col" className="num">
            {words.ready}
          </th>
          <th scope="col" className="num">
            {words.most}
          </th>
          <th scope="col">{words.waitsFor}</th>
          <th scope="col">
            <span className="vh">{words.remove}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <bdi>{one.name}</bdi>
            </th>
            <td className="num">{count(one.wanted)}</td>
            <td className="num">{count(one.ready)}</td>
            <td className="num">{count(one.max)}</td>
            <td>{waits(one, words)}</td>
            <td className="num">
              {onRemove ? (
                <Button look="small" disabled={removing} onClick={() => onRemove(one.id)}>
                  {words.remove}
                  <span className="vh">: {one.name}</span>
                </Button>
              ) : (
                <MayNot to={TO} told={told} look="small">
                  {words.remove}
                  <span className="vh">: {one.name}</span>
                </MayNot>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function waits(one: NodeGroupView, words: ReturnType<typeof useMessages<typeof groupsMessages>>) {
  if (one.trouble) return words[one.trouble];
  if (typeof one.asked !== "number") return words.unseen;
  if (one.leaving) return words.emptying;
  return one.asked > (one.ready ?? 0) ? words.booting : words.nothing;
}
