// Where a lesson goes: a place of the week, or day, time, length and room as they are typed. What was chosen stays when it was refused.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useNow } from "../../../api/clock";
import { addDays, addWeeks, isDay, mondayOf, todayIn, weekOf, windowOf } from "../../../api/days";
import { isFailure } from "../../../api/problem";
import type { OrderView } from "../../../api/schema.gen";
import { Button, SelectField, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Loaded } from "../../../ui/loaded";
import { useNarrow } from "../../../ui/narrow";
import { DateField, TimeField } from "../../../ui/when";
import { order as orderQuery } from "../../orders/queries";
import { lessonMessages } from "../messages";
import { lessonsOfTeachers } from "../later";
import { lessonsIn } from "../queries";
import type { Lesson } from "../types";
import { instead, type Change, type Place, placeOf } from "./change";
import css from "./changing.module.css";
import { changingMessages } from "./messages";
import { PlaceGrid } from "./PlaceGrid";
import { type Spots, spotsOf } from "./places";
import { Refusal } from "./Refusal";

const MINUTE_MS = 60_000;
const FIELDS = ["/date", "/start", "/duration_minutes", "/room"];

interface MoveFormProps {
  id: string;
  lesson: Lesson;
  place: Place;
  /** Whether its week comes into focus once it is there. */
  takesFocus: boolean;
  onPlace: (place: Place) => void;
  error: unknown;
  onSend: (change: Change) => void;
}

/** The form is there at once: what was chosen by a drop can be confirmed before the week around it is read. */
export function MoveForm(props: MoveFormProps) {
  const query = useQuery(orderQuery(props.lesson.order_id));
  return (
    <form
      id={props.id}
      className="stack-s"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend({ verb: "move", to: props.place });
      }}
    >
      <Loaded query={query} rows={8}>
        {({ data }) => <Chosen {...props} order={data} />}
      </Loaded>
    </form>
  );
}

function Chosen(props: MoveFormProps & { order: OrderView }) {
  const { lesson, place, onPlace, error, onSend, order } = props;
  const words = useMessages(changingMessages);
  const narrow = useNarrow();
  const [monday, setMonday] = useState(mondayOf(weekOf(place.date)));
  const lessons = useMessages(lessonMessages);
  const change: Change = { verb: "move", to: place };
  const [takesFocus, setTakesFocus] = useState(props.takesFocus);
  const set = (over: Partial<Place>) => {
    setTakesFocus(false);
    onPlace({ ...place, ...over });
    if (over.date && isDay(over.date)) setMonday(mondayOf(weekOf(over.date)));
  };
  return (
    <>
      <Refusal
        error={error}
        fields={FIELDS}
        onTake={(way) => {
          set(way.change as Partial<Place>);
          onSend(instead(change, way.change));
        }}
      />
      <div className={css["head"]}>
        <p className="quiet">{words.choose}</p>
        <Weeks
          monday={monday}
          onShow={(other) => {
            setTakesFocus(false);
            setMonday(other);
          }}
        />
      </div>
      <Week lesson={lesson} place={place} order={order} monday={monday}>
        {(spots) => (
          <PlaceGrid
            key={place.room}
            spots={spots}
            chosen={place}
            title={lesson.title ?? lessons.untitled}
            teachers={lesson.teachers}
            narrow={narrow}
            takesFocus={takesFocus}
            onChoose={(date, start) => set({ date, start })}
          />
        )}
      </Week>
      <Fields place={place} order={order} error={error} onChange={set} />
    </>
  );
}

/** Whether a place is another than where the lesson is. One that is cancelled is held again where it was. */
export function isElsewhere(lesson: Lesson, place: Place): boolean {
  const own = placeOf(lesson);
  return (
    lesson.state === "cancelled" || (Object.keys(own) as (keyof Place)[]).some((name) => own[name] !== place[name])
  );
}

function Weeks({ monday, onShow }: { monday: string; onShow: (monday: string) => void }) {
  const words = useMessages(changingMessages);
  const format = useFormat();
  const step = (by: number) => onShow(mondayOf(addWeeks(weekOf(monday), by)));
  return (
    <div className="acts">
      <Button look="small" aria-label={words.weekBefore} onClick={() => step(-1)}>
        <span aria-hidden="true">{"‹"}</span>
      </Button>
      <span className="nowrap">{`${format.date(monday)} – ${format.date(addDays(monday, 6))}`}</span>
      <Button look="small" aria-label={words.weekAfter} onClick={() => step(1)}>
        <span aria-hidden="true">{"›"}</span>
      </Button>
    </div>
  );
}

interface WeekProps {
  lesson: Lesson;
  place: Place;
  order: OrderView;
  monday: string;
  children: (spots: Spots) => ReactNode;
}

function Week({ lesson, place, order, monday, children }: WeekProps) {
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const zone = order.timetable.time_zone;
  const window = windowOf(monday, zone, 7);
  const query = useQuery(lessonsIn({ ...window, room: place.room, order_id: order.id }));
  const busy = useQuery(lessonsOfTeachers(window, lesson.teachers)).data ?? [];
  return (
    <Loaded query={query} rows={6}>
      {(lessons) =>
        children(
          spotsOf({
            lesson,
            lessons,
            busy,
            lines: order.timetable.lessons ?? [],
            monday,
            place,
            term: order.term,
            isKnown: !query.isPlaceholderData,
            wall: `${todayIn(zone, now)}T${format.time(now, zone)}`,
          }),
        )
      }
    </Loaded>
  );
}

interface FieldsProps {
  place: Place;
  order: OrderView;
  error: unknown;
  onChange: (over: Partial<Place>) => void;
}

function Fields({ place, order, error, onChange }: FieldsProps) {
  const words = useMessages(changingMessages);
  const wrong = (pointer: string) => (isFailure(error) ? error.field(pointer) : undefined);
  return (
    <div className={css["fields"]}>
      <DateField
        label={words.date}
        name="/date"
        required
        min={order.term.first_day}
        max={order.term.last_day}
        value={place.date}
        error={wrong("/date")}
        onChange={(event) => onChange({ date: event.target.value })}
      />
      <TimeField
        label={words.start}
        name="/start"
        required
        value={place.start}
        error={wrong("/start")}
        onChange={(event) => onChange({ start: event.target.value.slice(0, 5) })}
      />
      <TextField
        label={words.minutes}
        type="number"
        name="/duration_minutes"
        required
        min={1}
        max={1440}
        value={place.duration_minutes || ""}
        error={wrong("/duration_minutes")}
        onChange={(event) => onChange({ duration_minutes: Number(event.target.value) })}
      />
      <SelectField
        label={words.room}
        name="/room"
        value={place.room}
        error={wrong("/room")}
        options={order.rooms.map(({ key, name }) => [key, name && name !== key ? `${key} · ${name}` : key])}
        onChange={(event) => onChange({ room: event.target.value })}
      />
    </div>
  );
}
