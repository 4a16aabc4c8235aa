// A lesson beside those of the timetable, now or at a time. The answer says when its room is due, and that is said before the sheet is closed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, read } from "../../../api/client";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { Alternative, NewLesson } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { Button, SelectField, TextField } from "../../../ui/controls";
import { numberOf, textOf } from "../../../ui/fields";
import { FormSheet } from "../../../ui/form-sheet";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { useGo } from "../../../ui/link";
import { Sheet } from "../../../ui/sheet";
import { DateField, TimeField } from "../../../ui/when";
import { useLessonHref } from "../address";
import { Refusal } from "../changing/Refusal";
import { clockOf, dateOf } from "../day";
import { lessonsChanged } from "../later";
import type { Lesson } from "../types";
import css from "./hold.module.css";
import { holdMessages } from "./messages";

const FIELDS = ["/classroom_id", "/title", "/teachers", "/date", "/start", "/duration_minutes"];
const MINUTES = 45;

/** Where it may be held: the same class may have a room in more than one order. */
export interface HoldRoom {
  id: string;
  label: string;
}

interface HoldSheetProps {
  /** As the page calls it. */
  room: string;
  rooms: readonly HoldRoom[];
  today: string;
  onClose: () => void;
}

export function HoldSheet({ room, rooms, today, onClose }: HoldSheetProps) {
  const words = useMessages(holdMessages);
  const queries = useQueryClient();
  const [key, renew] = useAttemptKey();
  const hold = useMutation({
    mutationFn: (body: NewLesson) =>
      read(client.POST("/v1/lessons", { params: { header: { "Idempotency-Key": key } }, body })),
    onSuccess: () => lessonsChanged(queries),
    // What is sent next is another wish, and not this one again; but for one that nobody answered.
    onError: (error) => isFailure(error) && error.kind !== "offline" && renew(),
  });
  const [isLater, setLater] = useState(false);
  if (hold.data) return <Held lesson={hold.data} room={room} onClose={onClose} />;
  const wrong = (pointer: string) => (isFailure(hold.error) ? hold.error.field(pointer) : undefined);
  const instead = (way: Alternative) => hold.variables && hold.mutate({ ...hold.variables, ...way.change });
  const refused = isFailure(hold.error) && hold.error.kind === "refused";
  return (
    <FormSheet
      title={words.holdIn(room)}
      send={hold.isPending ? words.sending : words.send}
      sending={hold.isPending}
      error={refused ? undefined : hold.error}
      fields={FIELDS}
      onSend={(typed) => hold.mutate(bodyOf(typed))}
      onClose={onClose}
    >
      {refused && <Refusal error={hold.error} onTake={instead} />}
      <p className="quiet">{words.about}</p>
      {rooms.length > 1 ? (
        <SelectField
          label={words.room}
          name="/classroom_id"
          error={wrong("/classroom_id")}
          options={rooms.map(({ id, label }) => [id, label])}
        />
      ) : (
        <input type="hidden" name="/classroom_id" value={rooms[0]?.id ?? ""} />
      )}
      <TextField label={words.title} name="/title" maxLength={200} error={wrong("/title")} />
      <div className={css["fields"]}>
        <TextField label={words.teacher} name="/teachers" maxLength={200} error={wrong("/teachers")} />
        <TextField
          label={words.minutes}
          name="/duration_minutes"
          type="number"
          min={1}
          max={1440}
          defaultValue={MINUTES}
          error={wrong("/duration_minutes")}
        />
      </div>
      <div className="acts" role="group" aria-label={words.when}>
        <Button pressed={!isLater} onClick={() => setLater(false)}>
          {words.now}
        </Button>
        <Button pressed={isLater} onClick={() => setLater(true)}>
          {words.later}
        </Button>
      </div>
      {isLater && (
        <div className={css["fields"]}>
          <DateField label={words.date} name="/date" defaultValue={today} error={wrong("/date")} />
          <TimeField label={words.start} name="/start" error={wrong("/start")} />
        </div>
      )}
    </FormSheet>
  );
}

function bodyOf(typed: FormData): NewLesson {
  const [title, teacher] = [textOf(typed, "/title"), textOf(typed, "/teachers")];
  const isLater = typed.has("/date");
  return {
    classroom_id: textOf(typed, "/classroom_id"),
    duration_minutes: numberOf(typed, "/duration_minutes") ?? 0,
    ...(title ? { title } : {}),
    ...(teacher ? { teachers: [teacher] } : {}),
    ...(isLater ? { date: textOf(typed, "/date"), start: textOf(typed, "/start").slice(0, 5) } : {}),
  };
}

function Held({ lesson, room, onClose }: { lesson: Lesson; room: string; onClose: () => void }) {
  const words = useMessages(holdMessages);
  const format = useFormat();
  const zone = useZone();
  const href = useLessonHref();
  const go = useGo();
  const open = () => {
    onClose();
    void go(href(lesson.id));
  };
  const day = format.date(dateOf(lesson.starts_at_local), "short");
  return (
    <Sheet
      title={words.holdIn(room)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.close}</Button>
          <Button look="main" onClick={open}>
            {words.open}
          </Button>
        </>
      }
    >
      <div role="status">
        <p>{words.held(day, clockOf(lesson.starts_at_local), clockOf(lesson.ends_at_local))}</p>
        <p>
          <b>{words.readyBy(format.time(lesson.ready_by, zone))}</b>
        </p>
      </div>
    </Sheet>
  );
}
