// One classroom: how it stands, the way in, its next lessons, and the links by which others come in.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { paths } from "../../app/paths";
import { now } from "../../api/clock";
import { useCan } from "../../api/permissions";
import { useZone } from "../../api/zone";

import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink, Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Facts, Page, Section } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { Strip } from "../../ui/strip";
import { useLessonHref } from "../lessons/address";
import { clockOf, dateOf, shownState } from "../lessons/day";
import { EnterRoom } from "../lessons/EnterLink";
import { Hold } from "../lessons/hold/Hold";
import { LessonSheet } from "../lessons/LessonSheet";
import { DeniedLinks, Links } from "../links/Links";
import { lessonsOfRoom } from "../lessons/later";
import type { Lesson } from "../lessons/types";
import { MayNot } from "../me/MayNot";
import { FixBy } from "../orders/FixBy";
import { Row, Rows } from "../../ui/table";
import { keepMessages } from "./keep.messages";
import { KeepSheet } from "./KeepSheet";
import { classroomMessages } from "./messages";
import { type Classroom, classroom } from "./queries";
import { RoomStatus } from "./RoomList";
import { isEnterable, roomState } from "./state";
import { Subscribe } from "../subscriptions/Subscribe";

const LESSONS_SHOWN = 10;

export function ClassroomPage() {
  const words = useMessages(classroomMessages);
  const id = usePathParam("id");
  const query = useQuery(classroom(id));
  if (query.data) return <Found room={query.data} />;
  return (
    <Page title={words.roomInfo} heading={query.error ? words.roomInfo : <span className="vh">{words.roomInfo}</span>}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  );
}

function Found({ room }: { room: Classroom }) {
  const words = useMessages(classroomMessages);
  const format = useFormat();
  const zone = useZone();
  const mayJoin = useCan("classrooms:join");
  const keep = useMessages(keepMessages);
  const mayKeep = useCan("clusters:manage");
  const [keeping, setKeeping] = useState(false);
  const state = roomState(room);
  const trouble = (state === "missed" || state === "warming" || state === "unknown") && room.status.message;
  return (
    <Page
      title={room.key}
      heading={
        <>
          <Name>{room.key}</Name> {room.name && room.name !== room.key && <Name>{room.name}</Name>}
        </>
      }
      sub={<RoomStatus room={room} />}
      acts={
        <>
          {!room.removed_at && <Subscribe of={room.name ?? room.key} to={{ scope: { classroom_id: room.id } }} />}
          {!room.removed_at && <Hold room={room.key} rooms={[{ id: room.id, label: room.key }]} />}
          {!room.removed_at &&
            room.status.wanted &&
            (mayKeep ? (
              <Button look="warn" onClick={() => setKeeping(true)}>
                {keep.keep}
              </Button>
            ) : (
              <MayNot to="clusters:manage" look="warn">
                {keep.keep}
              </MayNot>
            ))}
          <ButtonLink href={paths.week({ room: room.key })}>{words.week}</ButtonLink>
          {isEnterable(room) &&
            (mayJoin ? (
              <EnterRoom classroom={room.id} room={room.key} look="main" />
            ) : (
              <MayNot to="classrooms:join" look="main">
                {words.enter}
              </MayNot>
            ))}
        </>
      }
    >
      {room.closing && (
        <Strip state="warming">
          <b>{words.closes(format.time(room.closing.at, zone))}</b> {room.closing.message}
        </Strip>
      )}
      {trouble && (
        <Strip state={state}>
          <b>{room.status.message}</b> <FixBy of={room.status} />
        </Strip>
      )}
      <div className="cols">
        <div className="stack">
          <NextLessons room={room} />
          {!room.removed_at && (mayJoin ? <Links classroom={room.id} /> : <DeniedLinks />)}
        </div>
        <aside>
          <Section title={words.roomInfo}>
            <Facts
              facts={[
                [
                  words.order,
                  <Go key="order" href={paths.order(room.order_id)}>
                    <Name>{room.order_name ?? room.order_id}</Name>
                  </Go>,
                ],
                [words.seats, format.count(room.seats)],
                Boolean(room.status.since) && [words.since, format.moment(room.status.since ?? "", zone)],
                Boolean(room.external_id) && [words.number, <Name key="number">{room.external_id}</Name>],
                Boolean(room.removed_at) && [words.removed, format.moment(room.removed_at ?? "", zone)],
                [
                  words.id,
                  <span key="id" className="code">
                    {room.id}
                  </span>,
                ],
              ]}
            />
          </Section>
        </aside>
      </div>
      <LessonSheet />
      {keeping && <KeepSheet id={room.id} name={room.key} onClose={() => setKeeping(false)} />}
    </Page>
  );
}

function NextLessons({ room }: { room: Classroom }) {
  const words = useMessages(classroomMessages);
  const query = useQuery(lessonsOfRoom(room.id));
  const href = useLessonHref();
  const format = useFormat();
  const detail = (lesson: Lesson) =>
    [
      `${format.date(dateOf(lesson.starts_at_local), "short")} ${clockOf(lesson.starts_at_local)} – ${clockOf(lesson.ends_at_local)}`,
      ...lesson.teachers,
    ].join(" · ");
  return (
    <Section title={words.nextLessons} ruled={false}>
      <Loaded query={query} rows={4}>
        {(lessons) =>
          lessons.length === 0 ? (
            <p className="quiet">{words.noLessons}</p>
          ) : (
            <Rows label={words.nextLessons}>
              {lessons.slice(0, LESSONS_SHOWN).map((lesson) => (
                <Row
                  key={lesson.id}
                  state={shownState(lesson, now())}
                  href={href(lesson.id)}
                  title={<Name>{lesson.title ?? lesson.lesson}</Name>}
                  detail={<Name max={80}>{detail(lesson)}</Name>}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}
