// The answer: region by region what would be short, from when on, and what would mend it.
import type {
  ClusterView,
  WhatIfAnswer,
  WhatIfCluster,
  WhatIfPool,
  WhatIfRegion,
  WhatIfShort,
} from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Strip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { capacityMessages } from "./messages";
import { inUnits, type Scarce } from "./units";

interface WhatIfAnsweredProps {
  answer: WhatIfAnswer;
  clusters: readonly Pick<ClusterView, "id" | "name">[];
}

/** A view. */
export function WhatIfAnswered({ answer, clusters }: WhatIfAnsweredProps) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const short = answer.regions.filter((region) => !region.fits).length;
  const until = format.moment(answer.to);
  return (
    <div role="region" aria-label={words.answer} aria-live="polite">
      <Strip state={answer.fits ? "ready" : "refused"}>
        {answer.fits ? words.allFits(until) : short > 0 ? words.notAllFits(format.count(short)) : words.toMove}
      </Strip>
      <Section title={words.byRegion} ruled={false}>
        <Table label={words.byRegion} dense>
          <thead>
            <tr>
              <th scope="col">{words.region}</th>
              <th scope="col">{words.firstShort}</th>
              <th scope="col">{words.shortOf}</th>
              <th scope="col" className="num">
                {words.nodesNow}
              </th>
              <th scope="col" className="num">
                {words.nodesToAdd}
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.regions.map((region) => (
              <RegionRow key={`${region.region} ${region.simulated}`} region={region} clusters={clusters} />
            ))}
          </tbody>
        </Table>
      </Section>
      {answer.clusters.length > 0 && <OverfullClusters clusters={answer.clusters} />}
      {answer.pools.length > 0 && <OverfullPools pools={answer.pools} />}
    </div>
  );
}

function RegionRow({ region, clusters }: { region: WhatIfRegion; clusters: WhatIfAnsweredProps["clusters"] }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const like = clusters.find((cluster) => cluster.id === region.like)?.name;
  const added = region.nodes_to_add;
  const { bandwidth_mbit, space_mib } = region.storage_to_add;
  return (
    <tr>
      <th scope="row">
        <Name max={32}>{region.region}</Name>
        {region.simulated && <span className="quiet"> {words.simulated}</span>}
      </th>
      <td>{region.first_short_at ? format.moment(region.first_short_at) : words.fits}</td>
      <td>
        {(region.short.length > 0 || region.counted_short.length === 0) && <Short short={region.short} />}
        {region.counted_short.map((one) => (
          <div key={one.counted}>
            {words.ofLimit(words[one.counted], format.count(one.needed), format.count(one.limit))}
          </div>
        ))}
      </td>
      <td className="num">{format.count(region.nodes_sold)}</td>
      <td className="num">
        {added == null ? words.noneHelps : <b>{added === 0 ? "–" : `+${format.count(added)}`}</b>}
        {added !== 0 && added != null && like && <div className="quiet">{words.like(like)}</div>}
        {region.clusters_to_add > 0 && <div>{words.clustersToAdd(format.count(region.clusters_to_add))}</div>}
        {bandwidth_mbit + space_mib > 0 && (
          <div>
            {words.poolToAdd(
              format.count(inUnits("storage_bandwidth_mbit", bandwidth_mbit)),
              format.count(inUnits("storage_space_mib", space_mib)),
            )}
          </div>
        )}
      </td>
    </tr>
  );
}

/** The scarcest first: what is missing in its worst moment. */
export function Short({ short }: { short: readonly WhatIfShort[] }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  if (short.length === 0) return "–";
  const missing = (one: WhatIfShort) => (one.needed - one.limit) / Math.max(one.limit, 1);
  const sorted = [...short].sort((a, b) => missing(b) - missing(a));
  const amount = (one: WhatIfShort, of: number) => format.count(inUnits(one.resource as Scarce, of));
  return sorted
    .slice(0, 2)
    .map((one) => (
      <div key={one.resource}>
        {words.ofLimit(words[one.resource as Scarce], amount(one, one.needed), amount(one, one.limit))}
      </div>
    ));
}

function OverfullClusters({ clusters }: { clusters: readonly WhatIfCluster[] }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  return (
    <Section title={words.overfull} ruled={false}>
      <p className="quiet">{words.overfullText}</p>
      <Table label={words.overfull} dense>
        <thead>
          <tr>
            <th scope="col">{words.cluster}</th>
            <th scope="col">{words.firstShort}</th>
            <th scope="col">{words.shortOf}</th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((cluster) => (
            <tr key={cluster.cluster_id}>
              <th scope="row">
                <Go href={paths.opsCluster(cluster.cluster_id, "orders")}>
                  <Name max={32}>{cluster.name}</Name>
                </Go>
              </th>
              <td>{cluster.first_short_at && format.moment(cluster.first_short_at)}</td>
              <td>
                <Short short={cluster.short} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function OverfullPools({ pools }: { pools: readonly WhatIfPool[] }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  return (
    <Section title={words.overfullPools} ruled={false}>
      <p className="quiet">{words.overfullText}</p>
      <Table label={words.overfullPools} dense>
        <thead>
          <tr>
            <th scope="col">{words.pool}</th>
            <th scope="col">{words.firstShort}</th>
            <th scope="col">{words.shortOf}</th>
          </tr>
        </thead>
        <tbody>
          {pools.map((pool) => (
            <tr key={pool.pool_id}>
              <th scope="row">
                <Go href={paths.opsCluster(pool.cluster_id, "nodes")}>
                  <Name max={32}>{pool.name}</Name>
                </Go>
              </th>
              <td>{pool.first_short_at && format.moment(pool.first_short_at)}</td>
              <td>
                <Short short={pool.short} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
