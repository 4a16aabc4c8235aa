// Rooms that are missing: for which bell, whose, why, and who can mend it.
import { paths } from "../../app/paths";
import type { WorstRoom } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Shape } from "../../ui/status";
import { Row, Rows, Table } from "../../ui/table";
import { platformMessages } from "./messages";
import css from "./next-bell.module.css";
import type { Missing } from "./next-bell";

export function MissingRooms({ rooms }: { rooms: readonly Missing<WorstRoom>[] }) {
  const words = useMessages(platformMessages);
  const format = useFormat();
  const zone = useZone();
  const mends = {
    operator: words.fixOperator,
    school: words.fixSchool,
    nobody: words.fixNobody,
  };
  return (
    <>
      <div className="only-l">
        <Table label={words.missingRooms} dense>
          <thead>
            <tr>
              <th scope="col" className={css["narrow"]}>
                <span className="vh">{words.state}</span>
              </th>
              <th scope="col">{words.bell}</th>
              <th scope="col">{words.institution}</th>
              <th scope="col">{words.room}</th>
              <th scope="col">{words.why}</th>
              <th scope="col">{words.whoMends}</th>
            </tr>
          </thead>
          <tbody>
            {rooms.map(({ at, room }) => (
              <tr key={room.classroom_id}>
                <td>
                  <Shape state="missed" />
                </td>
                <td>{format.time(at, zone)}</td>
                <th scope="row">
                  <Go href={orderOf(room)}>
                    <Name max={40}>{room.tenant_name}</Name>
                  </Go>
                </th>
                <td>
                  <Name max={24}>{room.name ?? room.key}</Name>
                </td>
                <td>{room.message}</td>
                <td>{room.fix_by && mends[room.fix_by]}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.missingRooms}>
          {rooms.map(({ at, room }) => (
            <Row
              key={room.classroom_id}
              state="missed"
              href={orderOf(room)}
              title={
                <>
                  <Name max={24}>{room.tenant_name}</Name> <Name max={16}>{room.name ?? room.key}</Name>
                </>
              }
              detail={room.message}
              end={
                <span className="small">
                  {format.time(at, zone)}
                  <br />
                  {room.fix_by && mends[room.fix_by]}
                </span>
              }
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

/** The order as its institution sees it: the next step of whoever mends it. */
function orderOf(room: WorstRoom): string {
  return `${paths.order(room.order_id)}?as=${room.tenant_id}`;
}
