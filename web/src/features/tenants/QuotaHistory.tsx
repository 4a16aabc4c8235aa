// Who set which quota, when and why: the events of the institution.
import { useQuery } from "@tanstack/react-query";
import type { Quota } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { tenantsMessages } from "./messages";
import { quotaEvents } from "./queries";
import { changed } from "./quota";

interface QuotaChanged {
  from: Quota;
  to: Quota;
  reason?: string;
}

export function QuotaHistory({ tenant }: { tenant: string }) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  const events = useQuery(quotaEvents(tenant)).data;
  const names = {
    rooms: words.rooms,
    seats: words.seats,
    live_orders: words.liveOrders,
    rooms_per_order: words.roomsPerOrder,
  };
  if (!events) return null;
  return (
    <Section title={words.history} ruled={events.length === 0}>
      {events.length === 0 ? (
        <p className="quiet">{words.noHistory}</p>
      ) : (
        <Table label={words.changes} dense>
          <thead>
            <tr>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.changes}</th>
              <th scope="col">{words.reason}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => {
              const data = event.data as unknown as QuotaChanged;
              return (
                <tr key={event.id}>
                  <td className="nowrap">{format.moment(event.at)}</td>
                  <td>
                    {format.list(
                      changed(data.from, data.to).map(({ limit, from, to }) =>
                        words.change(names[limit], format.count(from), format.count(to)),
                      ),
                    )}
                  </td>
                  <td>{data.reason ? <bdi>{data.reason}</bdi> : <span className="quiet">{words.noReason}</span>}</td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
