// Nodes as far as they count: how many are for sale, what one is, and which ones are left out and why.
import type { ClusterView } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Facts, Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { capacityMessages } from "../capacity/messages";
import { inUnits } from "../capacity/units";
import { ClusterChanges } from "./ClusterChanges";
import { ClusterGroups } from "./ClusterGroups";
import { ClusterPools } from "./ClusterPools";
import { boundsMessages } from "./bounds.messages";
import { clustersMessages } from "./messages";

interface Shape {
  cpu_milli?: number;
  memory_mib?: number;
  network_mbit?: number | null;
  pods?: number;
  interfaces?: number;
}

interface Ignored {
  name?: string;
  reason?: string;
  resource?: string;
}

export function ClusterNodes({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(clustersMessages);
  const bounds = useMessages(boundsMessages);
  const format = useFormat();
  const nodes = cluster.nodes;
  if (!nodes) {
    return (
      <div className="stack">
        <p className="quiet">{words.noNodes}</p>
        <ClusterGroups cluster={cluster} />
        <ClusterPools cluster={cluster} />
        <ClusterChanges cluster={cluster} />
      </div>
    );
  }
  // Without a node that is kept free shares decide, whatever is ticked.
  const kept = nodes.headroom > 0 ? words.packedYes : words.packedWaits;
  const packed = cluster.sells_packed ? kept : words.packedNo;
  const shape = nodes.shape as Shape | null | undefined;
  return (
    <div className="cols">
      <div>
        <Section title={words.nodesLeftOut} ruled={nodes.ignored.length === 0}>
          {nodes.ignored.length === 0 ? (
            <p className="quiet">{words.noIgnored}</p>
          ) : (
            <IgnoredNodes of={nodes.ignored} />
          )}
        </Section>
        <ClusterGroups cluster={cluster} />
        <ClusterPools cluster={cluster} />
        <ClusterChanges cluster={cluster} />
      </div>
      <div>
        <Section title={words.nodes}>
          <Facts
            facts={[
              [words.nodesCounted, format.count(nodes.counted)],
              [words.nodesSold, format.count(nodes.sold)],
              [words.nodesFree, format.count(nodes.headroom)],
              [
                words.nodeLead,
                cluster.node_lead_minutes ? words.minutes(format.count(cluster.node_lead_minutes)) : words.noLead,
              ],
              [words.packed, packed],
              [words.cover, bounds[`cover_${cluster.cover}`]],
              [words.podsBorne, format.count(cluster.thresholds.pods)],
              [
                words.podsPerNode,
                cluster.thresholds.pods_per_node ? format.count(cluster.thresholds.pods_per_node) : words.asKubelet,
              ],
              cluster.interfaces && [
                words.interfacesBy,
                <span key="resource" className="code">
                  {cluster.interfaces.resource}
                </span>,
              ],
              cluster.interfaces && [words.isolation, words[cluster.interfaces.isolation]],
            ]}
          />
        </Section>
        {shape && (
          <Section title={words.shape}>
            <Facts
              facts={[
                [words.cpu, format.count(inUnits("cpu_milli", shape.cpu_milli ?? 0))],
                [words.memory, `${format.count(inUnits("memory_mib", shape.memory_mib ?? 0))} GiB`],
                [
                  words.network,
                  shape.network_mbit
                    ? `${format.count(inUnits("network_mbit", shape.network_mbit))} Gbit/s`
                    : words.unlimited,
                ],
                [words.pods, format.count(shape.pods ?? 0)],
                shape.interfaces !== undefined && [words.interfaces, format.count(shape.interfaces)],
              ]}
            />
          </Section>
        )}
      </div>
    </div>
  );
}

function IgnoredNodes({ of }: { of: readonly Record<string, unknown>[] }) {
  const words = useMessages(clustersMessages);
  const names = useMessages(capacityMessages) as Record<string, unknown>;
  const whyIgnored = (node: Ignored) =>
    node.reason === "smaller"
      ? words.smaller(String(names[node.resource ?? ""] ?? node.resource))
      : words.notSchedulable;
  return (
    <Table label={words.nodesIgnored} dense>
      <thead>
        <tr>
          <th scope="col">{words.nodeName}</th>
          <th scope="col">{words.nodeWhy}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((entry, index) => {
          const node = entry as Ignored;
          return (
            <tr key={node.name ?? index}>
              <th scope="row">
                <bdi>{node.name}</bdi>
              </th>
              <td>{whyIgnored(node)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
