// What was planned against what came, by week and cluster.
import { useSuspenseQuery } from "@tanstack/react-query";
import type { AccuracyWeek } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Csv } from "../../ui/csv";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Row, Rows, Table } from "../../ui/table";
import { accuracyMessages } from "./accuracy.messages";
import { accuracy } from "./queries";

export function Accuracy() {
  const words = useMessages(accuracyMessages);
  const { items } = useSuspenseQuery(accuracy()).data;
  return (
    <Section
      title={words.accuracy}
      ruled={items.length === 0}
      aside={<Csv path="/v1/capacity/accuracy" query={{}} name="accuracy" />}
    >
      {items.length === 0 ? <p className="quiet">{words.none}</p> : <AccuracyTable weeks={items} />}
      <p className="small quiet">{words.text}</p>
    </Section>
  );
}

/** A view. */
export function AccuracyTable({ weeks }: { weeks: readonly AccuracyWeek[] }) {
  const words = useMessages(accuracyMessages);
  const format = useFormat();
  const name = (week: AccuracyWeek) => week.cluster_name ?? words.takenOff;
  const of = (some: number, all: number) => (all > 0 ? words.of(format.count(some), format.count(all)) : "–");
  const hours = (minutes: number) => format.count(Math.round(minutes / 60));
  const nodes = (week: AccuracyWeek) =>
    week.minutes_counted > 0 ? words.of(hours(week.node_minutes_used), hours(week.node_minutes_planned)) : "–";
  const early = (week: AccuracyWeek) =>
    week.ready_seconds_before == null ? "–" : format.duration(week.ready_seconds_before);
  const key = (week: AccuracyWeek) => `${week.week} ${week.cluster_id}`;
  return (
    <>
      <div className="only-l">
        <Table label={words.accuracy} dense>
          <thead>
            <tr>
              <th scope="col">{words.week}</th>
              <th scope="col">{words.cluster}</th>
              <th scope="col" className="num">
                {words.inTime}
              </th>
              <th scope="col" className="num">
                {words.before}
              </th>
              <th scope="col" className="num">
                {words.pupils}
              </th>
              <th scope="col" className="num">
                {words.nodeHours}
              </th>
              <th scope="col" className="num">
                {words.nodesMost}
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={key(week)}>
                <td className="nowrap">{format.date(week.week)}</td>
                <th scope="row">
                  {week.cluster_name == null ? (
                    words.takenOff
                  ) : (
                    <Go href={paths.opsCluster(week.cluster_id)}>
                      <Name>{week.cluster_name}</Name>
                    </Go>
                  )}
                </th>
                <td className="num nowrap">{of(week.in_time, week.lessons)}</td>
                <td className="num nowrap">{early(week)}</td>
                <td className="num nowrap">{of(week.seen, week.expected)}</td>
                <td className="num nowrap">{nodes(week)}</td>
                <td className="num nowrap">{of(week.nodes_used_most, week.nodes_planned_most)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.accuracy}>
          {weeks.map((week) => (
            <Row
              key={key(week)}
              title={<Name>{name(week)}</Name>}
              detail={`${format.date(week.week)} · ${words.inTime} ${of(week.in_time, week.lessons)}`}
              end={nodes(week)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
