import { paths } from "../../app/paths";
import type { ClusterView } from "../../api/schema.gen";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Row, Rows, Table } from "../../ui/table";
import { clustersMessages } from "./messages";
import { clusterState, ClusterStatus } from "./state";
import { tagsText } from "./tags";

export function ClusterList({ clusters }: { clusters: readonly ClusterView[] }) {
  const words = useMessages(clustersMessages);
  const format = useFormat();
  if (clusters.length === 0)
    return (
      <Empty drawing="lamp" title={words.none}>
        <p>{words.noneText}</p>
      </Empty>
    );
  const sold = (cluster: ClusterView) => (cluster.nodes ? format.count(cluster.nodes.sold) : "–");
  return (
    <>
      <div className="only-l">
        <Table label={words.clusters} dense>
          <thead>
            <tr>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.region}</th>
              <th scope="col">{words.mode}</th>
              <th scope="col" className="num">
                {words.nodesCounted}
              </th>
              <th scope="col" className="num">
                {words.nodesSold}
              </th>
              <th scope="col">{words.version}</th>
            </tr>
          </thead>
          <tbody>
            {clusters.map((cluster) => (
              <tr key={cluster.id}>
                <td>
                  <ClusterStatus of={cluster} />
                </td>
                <th scope="row">
                  <Go href={paths.opsCluster(cluster.id)}>
                    <Name max={40}>{cluster.name}</Name>
                  </Go>
                  {cluster.tags.length > 0 && <p className="small quiet">{tagsText(cluster.tags)}</p>}
                </th>
                <td>
                  <Name max={32}>{cluster.region}</Name>
                </td>
                <td className="nowrap">{cluster.simulated ? words.test : words.live}</td>
                <td className="num">{cluster.nodes ? format.count(cluster.nodes.counted) : "–"}</td>
                <td className="num">{sold(cluster)}</td>
                <td>{cluster.version}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.clusters}>
          {clusters.map((cluster) => {
            const { state, word } = clusterState(cluster);
            return (
              <Row
                key={cluster.id}
                state={state}
                said={words[word]}
                href={paths.opsCluster(cluster.id)}
                title={<Name max={40}>{cluster.name}</Name>}
                detail={
                  <>
                    <Name max={32}>{cluster.region}</Name> · {cluster.simulated ? words.test : words.live}
                  </>
                }
                end={words.nodesForSale(sold(cluster))}
              />
            );
          })}
        </Rows>
      </div>
    </>
  );
}
