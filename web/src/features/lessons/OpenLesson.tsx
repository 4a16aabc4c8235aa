// What stands on the sheet of a lesson, and what is done with it: moved, cancelled, given more time, put back.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { paths } from "../../app/paths";
import { now, useNow } from "../../api/clock";
import { isDay } from "../../api/days";
import { useCan } from "../../api/permissions";

import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { weekdayOf } from "../drafts/days/term";
import { MayNot } from "../me/MayNot";
import { Acts } from "./changing/Acts";
import { type Change, instead, type Place, placeOf, verbsOf } from "./changing/change";
import { DeniedActs } from "./changing/DeniedActs";
import { DoneNote } from "./changing/DoneNote";
import { changingMessages } from "./changing/messages";
import { isElsewhere, MoveForm } from "./changing/MoveForm";
import { Refusal } from "./changing/Refusal";
import { type Changing, useLessonChange } from "./changing/useLessonChange";
import { clockOf, isOpen } from "./day";
import { EnterLink } from "./EnterLink";
import { LessonFacts } from "./LessonFacts";
import { lessonMessages } from "./messages";
import { lesson as lessonQuery } from "./later";
import { sheetMessages } from "./sheet.messages";
import type { Lesson } from "./types";

const MINUTE_MS = 60_000;

interface OpenLessonProps {
  id: string;
  /** Where it was dropped on its week, `2026-11-24T08:55`: the way there stands ready, to be confirmed. */
  to: string;
  onClose: () => void;
}

export function OpenLesson({ id, to, onClose }: OpenLessonProps) {
  const words = useMessages(sheetMessages);
  const query = useQuery(lessonQuery(id));
  const changing = useLessonChange();
  const [chosen, setPlace] = useState<Place | null>();
  const [cameBack, setCameBack] = useState(false);
  const form = useId();
  const found = query.data;
  const place = chosen === undefined && found ? droppedAt(found, to) : chosen;
  const { sending } = changing;
  const change = (lesson: Lesson, asked: Change, isUndo = false) =>
    sending.mutate({ lesson, change: asked, isUndo }, { onSuccess: () => setPlace(null) });
  const [isDropped] = useState(to !== "");
  if (found && place) {
    const back = () => {
      sending.reset();
      setPlace(null);
      setCameBack(true);
    };
    return (
      <Sheet
        title={<LessonTitle lesson={found} isMoving />}
        onClose={onClose}
        wide
        acts={
          <MoveActs
            form={form}
            lesson={found}
            place={place}
            isSending={sending.isPending}
            takesFocus={isDropped}
            onBack={back}
          />
        }
      >
        <MoveForm
          id={form}
          lesson={found}
          place={place}
          takesFocus={!isDropped}
          onPlace={setPlace}
          error={sending.error}
          onSend={(asked) => change(found, asked)}
        />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={found ? <LessonTitle lesson={found} /> : words.lessonTitle}
      onClose={onClose}
      acts={found && <Ways lesson={found} />}
    >
      <Loaded query={query} rows={4}>
        {(lesson) => (
          <Standing
            lesson={lesson}
            changing={changing}
            cameBack={cameBack}
            onMove={() => {
              sending.reset();
              setCameBack(false);
              setPlace(placeOf(lesson));
            }}
            onChange={(asked, isUndo) => change(lesson, asked, isUndo)}
          />
        )}
      </Loaded>
    </Sheet>
  );
}

function droppedAt(lesson: Lesson, to: string): Place | undefined {
  const [date = "", start = ""] = [to.slice(0, 10), to.slice(11, 16)];
  if (!isDay(date) || !start || !verbsOf(lesson, now()).includes("move")) return undefined;
  const place = { ...placeOf(lesson), date, start };
  // Where it has gone already, nothing is asked any more.
  return isElsewhere(lesson, place) ? place : undefined;
}

interface StandingProps {
  lesson: Lesson;
  changing: Changing;
  cameBack: boolean;
  onMove: () => void;
  onChange: (change: Change, isUndo?: boolean) => void;
}

function Standing({ lesson, changing: { done, sending }, cameBack, onMove, onChange }: StandingProps) {
  const amends = useCan("orders:amend");
  const minute = useNow(MINUTE_MS);
  return (
    <>
      {done && <DoneNote done={done} onUndo={(change) => onChange(change, true)} />}
      <Refusal
        error={sending.error}
        onTake={(way) => sending.variables && onChange(instead(sending.variables.change, way.change))}
      />
      <LessonFacts lesson={lesson} />
      {amends ? (
        <Acts
          key={lesson.state}
          lesson={lesson}
          now={minute}
          isSending={sending.isPending}
          cameBack={cameBack}
          onMove={onMove}
          onChange={onChange}
        />
      ) : (
        <DeniedActs lesson={lesson} now={minute} />
      )}
    </>
  );
}

function Ways({ lesson }: { lesson: Lesson }) {
  const words = useMessages(sheetMessages);
  const { enter, enterRoom } = useMessages(lessonMessages);
  const amends = useCan("orders:amend");
  const joins = useCan("classrooms:join");
  return (
    <>
      <ButtonLink href={paths.order(lesson.order_id)}>{words.toOrder}</ButtonLink>
      {amends && isAhead(lesson) && <ButtonLink href={amending(lesson)}>{words.change}</ButtonLink>}
      {isOpen(lesson) &&
        (joins ? (
          <EnterLink lesson={lesson} main />
        ) : (
          <MayNot to="classrooms:join" look="main" label={enterRoom(lesson.room)}>
            {enter}
          </MayNot>
        ))}
    </>
  );
}

interface MoveActsProps {
  form: string;
  lesson: Lesson;
  place: Place;
  isSending: boolean;
  /** After a drop there is only to confirm it. */
  takesFocus: boolean;
  onBack: () => void;
}

function MoveActs({ form, lesson, place, isSending, takesFocus, onBack }: MoveActsProps) {
  const words = useMessages(changingMessages);
  const format = useFormat();
  const at = place.date && words.at(format.date(place.date, "short"), place.start);
  const isSame = !isElsewhere(lesson, place);
  const where = !isSame && at && (place.room === lesson.room ? at : words.inRoom(at, place.room));
  const acts = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After the sheet has come into focus with its first control.
    const frame = requestAnimationFrame(() => {
      if (takesFocus) acts.current?.querySelector<HTMLElement>("[type=submit]")?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [takesFocus]);
  return (
    <div ref={acts} className="acts">
      <Button onClick={onBack}>{words.back}</Button>
      <Button type="submit" form={form} look="main" disabled={isSending} because={isSame && words.elsewhere}>
        {isSending ? words.sending : where ? words.moveTo(where) : words.moveToWhere}
      </Button>
    </div>
  );
}

/** What is over or cancelled is no reason to change a timetable. */
const isAhead = ({ state }: Lesson) => !["ended", "cancelled", "missed"].includes(state);

/** The editor of the lesson's order, at its cell of the week. */
function amending({ order_id, room, on, starts_at_local }: Lesson): string {
  return paths.amendOrder(order_id, { room, cell: `${weekdayOf(on)}-${clockOf(starts_at_local)}` });
}

function LessonTitle({ lesson, isMoving }: { lesson: Lesson; isMoving?: boolean }) {
  const words = useMessages(sheetMessages);
  const { moving } = useMessages(changingMessages);
  return (
    <>
      {isMoving && moving}
      <Name max={30}>{lesson.room}</Name> <Name max={40}>{lesson.title ?? words.untitled}</Name>
    </>
  );
}
