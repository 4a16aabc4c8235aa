// The highest that is booked, each opened into the orders that make it up. A view.
import { paths } from "../../app/paths";
import type { UsagePeak } from "../../api/schema.gen";
import { useFormat, wallDate, wallTime } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Table } from "../../ui/table";
import { usageMessages } from "./messages";
import css from "./usage.module.css";

export function Peaks({ peaks }: { peaks: readonly UsagePeak[] }) {
  const words = useMessages(usageMessages);
  const format = useFormat();
  return (
    <div>
      {peaks.map((peak) => {
        const when = `${format.date(wallDate(peak.at_local), "short")} ${wallTime(peak.at_local)}`;
        const what = peak.limit === "rooms" ? words.roomsLower : words.seatsLower;
        return (
          <details key={peak.limit + peak.at} className={css["peak"]}>
            <summary>{words.peakLine(when, format.count(peak.booked), what)}</summary>
            <Table label={`${words.madeUpOf}: ${when}`} dense>
              <thead>
                <tr>
                  <th scope="col">{words.order}</th>
                  <th scope="col" className="num">
                    {words.rooms}
                  </th>
                  <th scope="col" className="num">
                    {words.seats}
                  </th>
                </tr>
              </thead>
              <tbody>
                {peak.orders.map((order) => (
                  <tr key={order.order_id}>
                    <th scope="row">
                      <Go href={paths.order(order.order_id)}>
                        <Name>{order.name}</Name>
                      </Go>
                    </th>
                    <td className="num">{format.count(order.rooms)}</td>
                    <td className="num">{format.count(order.seats)}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
          </details>
        );
      })}
    </div>
  );
}
