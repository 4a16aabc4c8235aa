// A list of classrooms: of one order, or of the school. A view.
import { useId } from "react";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { useZone } from "../../api/zone";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { LongBody, LongItems } from "../../ui/long";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import { Status, stateMessages } from "../../ui/status";
import { Row, Rows, Table } from "../../ui/table";
import { clockOf } from "../lessons/day";
import { useLessonHref } from "../lessons/address";
import { EnterRoom } from "../lessons/EnterLink";
import { lessonMessages } from "../lessons/messages";
import { MayNot, WhoMay } from "../me/MayNot";
import css from "./classrooms.module.css";
import { classroomMessages } from "./messages";
import type { Classroom } from "./queries";
import { isEnterable, roomState } from "./state";

const ROW_PX = 40;
const ITEM_PX = 64;
const TO = "classrooms:join";

interface RoomListProps {
  label: string;
  rooms: readonly Classroom[];
  /** The order is known from the page. */
  inOrder?: boolean;
}

export function RoomList(props: RoomListProps) {
  const told = useId();
  const narrow = useNarrow();
  return (
    <div className="stack-s">
      {narrow ? <RoomLines {...props} told={told} /> : <RoomTable {...props} told={told} />}
      {props.rooms.some(isEnterable) && <WhoMay id={told} to={[TO]} />}
    </div>
  );
}

/** Where it is said who may go in. */
interface Told {
  told: string;
}

function RoomLines({ label, rooms, told }: RoomListProps & Told) {
  return (
    <Rows label={label}>
      <LongItems count={rooms.length} height={ITEM_PX}>
        {(index) => <RoomItem key={rooms[index]!.id} room={rooms[index]!} told={told} />}
      </LongItems>
    </Rows>
  );
}

function RoomTable({ label, rooms, inOrder, told }: RoomListProps & Told) {
  const words = useMessages(classroomMessages);
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">{words.classHead}</th>
          {!inOrder && <th scope="col">{words.order}</th>}
          <th scope="col" className="num">
            {words.seats}
          </th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.lesson}</th>
          <th scope="col">
            <span className="vh">{words.enter}</span>
          </th>
        </tr>
      </thead>
      <LongBody count={rooms.length} height={ROW_PX} columns={inOrder ? 5 : 6}>
        {(index) => <RoomRow key={rooms[index]!.id} room={rooms[index]!} inOrder={inOrder ?? false} told={told} />}
      </LongBody>
    </Table>
  );
}

function RoomRow({ room, inOrder, told }: { room: Classroom; inOrder: boolean } & Told) {
  const format = useFormat();
  return (
    <tr>
      <th scope="row">
        <RoomName room={room} />
      </th>
      {!inOrder && (
        <td>
          <Go href={paths.order(room.order_id)}>
            <Name max={32}>{room.order_name ?? room.order_id}</Name>
          </Go>
        </td>
      )}
      <td className="num">{format.count(room.seats)}</td>
      <td>
        <RoomStatus room={room} />
      </td>
      <td>
        <NextLesson room={room} />
      </td>
      <td className="num">
        <Door room={room} told={told} />
      </td>
    </tr>
  );
}

function RoomName({ room }: { room: Classroom }) {
  return (
    <>
      <Go href={paths.classroom(room.id)}>
        <Name max={24}>{room.key}</Name>
      </Go>
      {room.name && room.name !== room.key && (
        <span className={css["name"]}>
          <Name max={32}>{room.name}</Name>
        </span>
      )}
    </>
  );
}

function RoomItem({ room, told }: { room: Classroom } & Told) {
  const stateWord = useRoomWord();
  return (
    <Row
      state={roomState(room)}
      said={stateWord(room)}
      href={paths.classroom(room.id)}
      title={
        <>
          <Name max={24}>{room.key}</Name> {room.name && room.name !== room.key && <Name max={24}>{room.name}</Name>}
        </>
      }
      detail={room.live_lesson || room.next_lesson ? <NextLesson room={room} /> : <RoomSentence room={room} />}
      end={<Door room={room} told={told} />}
    />
  );
}

/** Why it is not as it should be, or what it is. */
function RoomSentence({ room }: { room: Classroom }) {
  const stateWord = useRoomWord();
  const state = roomState(room);
  const trouble = state === "missed" || state === "warming";
  return <>{trouble && room.status.message ? room.status.message : stateWord(room)}</>;
}

export function useRoomWord(): (room: Classroom) => string {
  const words = useMessages(classroomMessages);
  const states = useMessages(stateMessages);
  return (room) => {
    const state = roomState(room);
    if (room.removed_at) return words.removed;
    return state === "scheduled" ? words.idle : states[state];
  };
}

export function RoomStatus({ room }: { room: Classroom }) {
  const words = useMessages(classroomMessages);
  const format = useFormat();
  const zone = useZone();
  const stateWord = useRoomWord();
  if (room.closing) return <Status state="warming">{words.closes(format.time(room.closing.at, zone))}</Status>;
  return <Status state={roomState(room)}>{stateWord(room)}</Status>;
}

/** What runs in it now, otherwise what comes next. */
function NextLesson({ room }: { room: Classroom }) {
  const words = useMessages(classroomMessages);
  const href = useLessonHref();
  const format = useFormat();
  const lesson = room.live_lesson ?? room.next_lesson;
  if (!lesson) return <span className="quiet">–</span>;
  const when = room.live_lesson
    ? words.now
    : `${format.date(lesson.starts_at_local, "short")} ${clockOf(lesson.starts_at_local)}`;
  return (
    <>
      <span className="nowrap">{when}</span>{" "}
      <Go href={href(lesson.id)} className={css["lesson"]}>
        <Name max={24}>{lesson.title ?? words.lesson}</Name>
      </Go>{" "}
      <span className="quiet">
        <Name max={24}>{lesson.teachers.join(", ")}</Name>
      </span>
    </>
  );
}

function Door({ room, told }: { room: Classroom } & Told) {
  const words = useMessages(classroomMessages);
  const { enterRoom } = useMessages(lessonMessages);
  const may = useCan(TO);
  if (room.removed_at) return null;
  if (!may)
    return (
      isEnterable(room) && (
        <MayNot to={TO} told={told} look="small" label={enterRoom(room.key)}>
          {words.enter}
        </MayNot>
      )
    );
  if (isEnterable(room)) return <EnterRoom classroom={room.id} room={room.key} look="small" />;
  return room.status.wanted ? <span className="quiet nowrap">{words.opensWhenReady}</span> : null;
}
