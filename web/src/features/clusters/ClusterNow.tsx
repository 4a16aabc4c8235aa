// What a cluster bears: each resource now and at its peak against the limit, its conditions, and what is known of it.
import { useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import type { CapacityView, ClusterView } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Facts, Section } from "../../ui/page";
import { Ruler } from "../../ui/ruler";
import { Status } from "../../ui/status";
import { capacityMessages } from "../capacity/messages";
import { inUnits, RESOURCES, type Booked } from "../capacity/units";
import { ClusterLanes } from "./ClusterLanes";
import css from "./clusters.module.css";
import { clustersMessages } from "./messages";
import { clusterCapacity } from "./queries";

export function ClusterNow({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(clustersMessages);
  const format = useFormat();
  const capacity = useSuspenseQuery(clusterCapacity(cluster.id)).data;
  return (
    <div className="cols">
      <div>
        <Section
          title={words.load}
          aside={<Go href={paths.opsCapacity({ cluster: cluster.id })}>{words.capacityOf(cluster.name)}</Go>}
        >
          <div className={css["stack"]}>
            <Loads capacity={capacity} />
            <Counts capacity={capacity} />
          </div>
        </Section>
      </div>
      <div>
        <Section title={words.conditions}>
          {cluster.conditions.length === 0 && <p className="small quiet">{words.noConditions}</p>}
          <ul className={css["list"]}>
            {cluster.conditions.map((condition) => (
              <li key={condition.type}>
                <Status state={CONDITION[condition.status] ?? "unknown"} plain>
                  {condition.message}
                </Status>
                <p className="small quiet">
                  {words.since} {format.moment(condition.since)}
                </p>
              </li>
            ))}
          </ul>
        </Section>
        <ClusterLanes cluster={cluster} />
        <Section title={words.facts}>
          <Facts
            facts={[
              [words.region, cluster.region],
              [words.mode, cluster.simulated ? words.test : words.live],
              cluster.tags.length > 0 && [words.tags, format.list(cluster.tags)],
              [words.version, cluster.version],
              [words.nodeLimit, cluster.node_limit ? format.count(cluster.node_limit) : words.unlimited],
              [words.headroom, format.count(cluster.headroom_percent)],
              [
                words.mediaUrl,
                <span key="url" className="code">
                  {cluster.media_url}
                </span>,
              ],
              [words.added, format.moment(cluster.created_at)],
            ]}
          />
        </Section>
      </div>
    </div>
  );
}

const CONDITION = { true: "ready", false: "missed", unknown: "unknown" } as const as Record<
  string,
  "ready" | "missed" | "unknown"
>;

function Loads({ capacity }: { capacity: CapacityView }) {
  const words = useMessages(clustersMessages);
  const names = useMessages(capacityMessages);
  const format = useFormat();
  const now = Date.parse(capacity.from);
  return RESOURCES.map((resource: Booked) => {
    const view = capacity.resources.find((one) => one.resource === resource);
    if (!view) return null;
    const used = view.steps.find((step) => Date.parse(step.from) <= now && now < Date.parse(step.to))?.used ?? 0;
    const label = names[resource];
    if (view.limit == null) return null;
    return (
      <Ruler
        key={resource}
        label={label}
        used={inUnits(resource, used)}
        limit={inUnits(resource, view.limit)}
        peak={view.peak ? inUnits(resource, view.peak.used) : undefined}
      >
        {view.peak && (
          <p className="small quiet">
            {words.peakOf(format.count(inUnits(resource, view.peak.used)), format.moment(view.peak.at))}
          </p>
        )}
      </Ruler>
    );
  });
}

/** What is counted by orders and not by lessons. */
function Counts({ capacity }: { capacity: CapacityView }) {
  const words = useMessages(clustersMessages);
  const format = useFormat();
  return capacity.objects.map((count) => (
    <Ruler key={count.counted} label={words[count.counted]} used={count.orders + count.others} limit={count.limit}>
      <p className="small quiet">{words.countOf(format.count(count.orders), format.count(count.others))}</p>
    </Ruler>
  ));
}
