// Region by region: whether what is booked would have a place if the cluster that holds most were lost, and how many nodes make it so.
import type { ClusterNodePlan, RegionSurvival } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Row, Rows, Table } from "../../ui/table";
import { capacityMessages } from "./messages";
import { Short } from "./WhatIfAnswered";

interface SurvivalProps {
  regions: readonly RegionSurvival[];
  clusters: readonly Pick<ClusterNodePlan, "cluster_id" | "name">[];
}

/** A view. */
export function Survival({ regions, clusters }: SurvivalProps) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  const key = (of: RegionSurvival) => `${of.region} ${of.simulated}`;
  const nameOf = (id: string | null | undefined) => clusters.find((one) => one.cluster_id === id)?.name;
  const added = (of: RegionSurvival) => {
    if (of.nodes_to_add == null) return words.noneHelps;
    return of.nodes_to_add === 0 ? "–" : `+${format.count(of.nodes_to_add)}`;
  };
  const where = (of: RegionSurvival) => {
    const [on, like] = [nameOf(of.on), nameOf(of.like)];
    if (on) return words.addedTo(on);
    return like ? words.addedApart(like) : undefined;
  };
  return (
    <Section title={words.survival} ruled={false}>
      <p className="quiet">{words.survivalText}</p>
      <div className="only-l">
        <Table label={words.survival} dense>
          <thead>
            <tr>
              <th scope="col">{words.region}</th>
              <th scope="col">{words.lostCluster}</th>
              <th scope="col">{words.holdsMostAt}</th>
              <th scope="col">{words.firstShort}</th>
              <th scope="col">{words.shortOf}</th>
              <th scope="col" className="num">
                {words.nodesToAdd}
              </th>
            </tr>
          </thead>
          <tbody>
            {regions.map((of) => (
              <tr key={key(of)}>
                <th scope="row">
                  <Name max={32}>{of.region}</Name>
                  {of.simulated && <span className="quiet"> {words.simulated}</span>}
                </th>
                <td>
                  <Go href={paths.opsCluster(of.cluster_id)}>
                    <Name max={32}>{of.name}</Name>
                  </Go>
                </td>
                <td className="nowrap">{of.peak_at ? format.moment(of.peak_at) : "–"}</td>
                <td className="nowrap">{of.first_short_at ? format.moment(of.first_short_at) : words.othersHold}</td>
                <td>
                  <Short short={of.short} />
                </td>
                <td className="num">
                  <b>{added(of)}</b>
                  {where(of) && <div className="quiet">{where(of)}</div>}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.survival}>
          {regions.map((of) => (
            <Row
              key={key(of)}
              href={paths.opsCluster(of.cluster_id)}
              title={<Name>{`${of.region}: ${of.name}`}</Name>}
              detail={of.first_short_at ? format.moment(of.first_short_at) : words.othersHold}
              end={added(of)}
            />
          ))}
        </Rows>
      </div>
    </Section>
  );
}
