// The ledger of promises: week by week how many lessons had their room in time, late, or not at all. A view.
import type { PromiseWeek } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Strip } from "../../ui/strip";
import { Row, Rows, Table } from "../../ui/table";
import { causesOf, keptOver, newestFirst } from "./ledger";
import { ledgerMessages } from "./ledger.messages";

interface LedgerProps {
  weeks: readonly PromiseWeek[];
  /** Of the platform: each week has a row a cluster. */
  byCluster?: boolean;
}

export function Ledger({ weeks, byCluster = false }: LedgerProps) {
  const words = useMessages(ledgerMessages);
  const format = useFormat();
  const kept = keptOver(weeks);
  const rows = newestFirst(weeks);
  const count = (of: number) => (of > 0 ? format.count(of) : "–");
  const worst = (of: number) => (of > 0 ? <b>{format.count(of)}</b> : "–");
  const cluster = (week: PromiseWeek) => week.cluster_name ?? words.takenOff;
  const causes = (week: PromiseWeek) => causesOf(week, format.count);
  const key = (week: PromiseWeek) => `${week.week} ${week.cluster_id ?? ""}`;
  return (
    <div className="stack-s">
      <Strip state={kept.broken > 0 ? "missed" : "ready"}>
        {kept.broken > 0
          ? words.someBroken(format.count(kept.broken), format.count(kept.lessons))
          : words.allKept(format.count(kept.weeks))}
      </Strip>
      <div className="only-l">
        <Table label={words.ledger} dense>
          <thead>
            <tr>
              <th scope="col">{words.week}</th>
              {byCluster && <th scope="col">{words.cluster}</th>}
              <th scope="col" className="num">
                {words.lessons}
              </th>
              <th scope="col" className="num">
                {words.inTime}
              </th>
              <th scope="col" className="num">
                {words.late}
              </th>
              <th scope="col" className="num">
                {words.broken}
              </th>
              <th scope="col" className="num">
                {words.unknown}
              </th>
              <th scope="col">{words.causes}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((week) => (
              <tr key={key(week)}>
                <th scope="row" className="nowrap">
                  {format.date(week.week, "year")}
                </th>
                {byCluster && (
                  <td>
                    <Name max={40}>{cluster(week)}</Name>
                  </td>
                )}
                <td className="num">{format.count(week.lessons)}</td>
                <td className="num">{count(week.in_time)}</td>
                <td className="num">{count(week.late)}</td>
                <td className="num">{worst(week.broken)}</td>
                <td className="num">{count(week.unknown)}</td>
                <td>{causes(week) === "" ? "–" : <Name max={60}>{causes(week)}</Name>}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.ledger}>
          {rows.map((week) => (
            <Row
              key={key(week)}
              state={week.broken > 0 ? "missed" : week.late > 0 ? "warming" : "ready"}
              title={
                <>
                  {format.date(week.week, "year")} {byCluster && <Name max={24}>{cluster(week)}</Name>}
                </>
              }
              detail={[
                `${words.late} ${count(week.late)}`,
                `${words.broken} ${count(week.broken)}`,
                ...(week.unknown > 0 ? [`${words.unknown} ${count(week.unknown)}`] : []),
                ...(causes(week) === "" ? [] : [causes(week)]),
              ].join(" · ")}
              end={`${format.count(week.in_time)} / ${format.count(week.lessons)}`}
            />
          ))}
        </Rows>
      </div>
    </div>
  );
}
