// Step 3: one class's or one teacher's week, with a picker of classes, each with its fit, and a palette of subjects.
import { useMemo, useState } from "react";
import type { Alternative, Quote } from "../../../api/schema.gen";
import { Button, Check, SelectField } from "../../../ui/controls";
import { DayTabs } from "../../../ui/day-tabs";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Name } from "../../../ui/name";
import { useNarrow } from "../../../ui/narrow";
import { Section } from "../../../ui/page";
import { Icon, Shape } from "../../../ui/status";
import { minutesOf, type Weekday } from "../days/term";
import { isWeekly, subjectsOf, type Weeks, withChange } from "../editor/doc";
import css from "../editor/editor.module.css";
import { useDoc, useOpen, useSession } from "../editor/use-session";
import { lineInWords } from "../editor/words";
import { draftMessages } from "../messages";
import { isMarked, markedRooms, type Marks, type Place } from "../quote/fit";
import { useMovePrice } from "../quote/use-move-price";
import { subjectColours } from "../../lessons/subject";
import { SubjectColours } from "./colour";
import { CellSheet } from "./CellSheet";
import { useEdits } from "./edits";
import { roomsOf, slotsOf } from "./lines";
import { ghostsOf } from "./ghosts";
import { gridMessages } from "./messages";
import { type Cell, daysOf, rowsOf, sameCell } from "./rows";
import week from "./week.module.css";
import { StillToPlace } from "./StillToPlace";
import { Tools } from "./Tools";
import { WeekGrid } from "./WeekGrid";

export interface WeekStepProps {
  marks: Marks;
  /** What the order is quoted at as it stands. */
  quote: Quote | undefined;
  /** The cell that the verdict points to. */
  place: Place | undefined;
  /** The alternative that is hovered or focused. */
  way: Alternative | undefined;
  /** Another number whenever one was taken. */
  taken: number | undefined;
  room: string;
  onRoom: (room: string) => void;
}

export function WeekStep({ marks, quote, place, way, taken, room, onRoom }: WeekStepProps) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const session = useSession();
  const doc = useDoc();
  const narrow = useNarrow();
  const [teacher, setTeacher] = useState<string>();
  const [brush, setBrush] = useState<string>();
  const [weeks, setWeeks] = useState<Weeks>("all");
  const [weekend, setWeekend] = useState(false);
  const [day, setDay] = useState<Weekday>(place?.day ?? "MO");
  const [open, setOpen] = useState<Cell>();
  const [led, setLed] = useState(place);
  if (led !== place) {
    // The verdict leads to a cell of a class: on a phone its day is the one to show.
    setLed(place);
    if (place) {
      setDay(place.day);
      setTeacher(undefined);
    }
  }
  const edits = useEdits(session, room);
  const { price, onCarry } = useMovePrice(room, quote);
  const slots = useMemo(
    () => slotsOf(doc.lines, doc.rooms, teacher === undefined ? { room } : { teacher }),
    [doc.lines, doc.rooms, room, teacher],
  );
  const { base } = useOpen();
  const before = useMemo(
    () =>
      base?.doc.rooms.some(({ key }) => key === room) && teacher === undefined
        ? slotsOf(base.doc.lines, base.doc.rooms, { room })
        : undefined,
    [base, room, teacher],
  );
  const ghosts = useMemo(() => {
    if (!way) return [];
    const after = withChange(doc, way.change);
    return ghostsOf(slots, slotsOf(after.lines, after.rooms, teacher === undefined ? { room } : { teacher }));
  }, [way, doc, slots, room, teacher]);
  const rows = useMemo(
    () =>
      rowsOf(
        doc.bells,
        [...slots, ...ghosts, ...(before ?? [])].map((slot) => slot.start),
      ),
    [doc.bells, slots, ghosts, before],
  );
  const days = daysOf([...slots, ...ghosts, ...(before ?? [])], weekend);
  const wanted = useMemo(() => (place ? { day: place.day, start: place.start } : undefined), [place]);
  const shown = narrow ? [days.includes(day) ? day : (days[0] ?? "MO")] : days;
  const subjects = subjectsOf(doc);
  const colours = useMemo(() => subjectColours(subjectsOf(doc)), [doc]);
  if (doc.rooms.length === 0) return <p className="quiet">{words.roomsFirst}</p>;
  if (doc.always) return <Always />;
  const bad = (of: Weekday) => slots.some((slot) => slot.day === of && isMarked(marks, slot));
  const tools = (
    <Tools
      teacher={teacher}
      onTeacher={setTeacher}
      brush={brush}
      onBrush={setBrush}
      weeks={weeks}
      onWeeks={setWeeks}
      weekend={weekend}
      onWeekend={setWeekend}
      subjects={subjects}
      room={room}
    />
  );
  return (
    <SubjectColours value={colours}>
      <div className="stack">
        <StillToPlace />
        <div className={css["week"]}>
          <RoomPicker
            narrow={narrow}
            marks={marks}
            quoted={quote !== undefined}
            room={teacher === undefined ? room : undefined}
            onRoom={(key) => {
              setTeacher(undefined);
              onRoom(key);
            }}
          />
          <div>
            {narrow ? (
              <details className={css["more"]}>
                <summary>
                  {words.tools} <Icon name="down" size="s" />
                </summary>
                {tools}
              </details>
            ) : (
              tools
            )}
            {narrow && (
              <DayTabs label={grid.day} days={days} day={shown[0]} onDay={setDay}>
                {(one) => (
                  <>
                    {grid[one]} {bad(one) && <Shape state="refused" size="s" />}
                    <span className={week["dots"]} aria-hidden="true">
                      {"·".repeat(Math.min(8, slots.filter((slot) => slot.day === one).length))}
                    </span>
                  </>
                )}
              </DayTabs>
            )}
            <WeekGrid
              label={teacher === undefined ? grid.weekOf(room) : grid.weekOfTeacher(teacher)}
              rows={rows}
              days={shown}
              slots={slots}
              marks={marks}
              ghosts={ghosts}
              before={before}
              edits={teacher === undefined ? edits : undefined}
              brush={brush}
              weeks={weeks}
              subjects={subjects}
              wanted={wanted}
              price={price}
              taken={taken}
              onCarry={onCarry}
              narrow={narrow}
              onSwipe={
                narrow
                  ? (by) => setDay((now) => days[(days.indexOf(now) + by + days.length) % days.length] ?? now)
                  : undefined
              }
              onOpen={(cell) => {
                const held = slots.find((slot) => sameCell(slot, cell));
                if (teacher === undefined) setOpen(cell);
                else if (held) {
                  setTeacher(undefined);
                  onRoom(held.room);
                }
              }}
            />
          </div>
        </div>
        <OddLines />
        {open && (
          <CellSheet
            room={room}
            cell={open}
            slots={slots.filter((slot) => sameCell(slot, open))}
            minutes={lengthOf(doc.bells.find((one) => one.start === open.start))}
            sharing={(slot) => {
              const line = doc.lines.find((one) => one.key === slot.line);
              return line ? roomsOf(line, doc.rooms) : [];
            }}
            edits={edits}
            subjects={subjects}
            onClose={() => setOpen(undefined)}
          />
        )}
      </div>
    </SubjectColours>
  );
}

function lengthOf(period: { start: string; end: string } | undefined): number {
  return period ? minutesOf(period.end) - minutesOf(period.start) : 45;
}

function Always() {
  const words = useMessages(draftMessages);
  const session = useSession();
  return (
    <div className="stack-s">
      <Check label={words.always} checked onChange={() => session.edit((now) => ({ ...now, always: false }))} />
      <p className="quiet">{words.alwaysText}</p>
    </div>
  );
}

function RoomPicker({
  narrow,
  marks,
  quoted,
  room,
  onRoom,
}: {
  narrow: boolean;
  marks: Marks;
  quoted: boolean;
  room: string | undefined;
  onRoom: (room: string) => void;
}) {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const doc = useDoc();
  const bad = useMemo(() => markedRooms(marks, doc), [marks, doc]);
  if (narrow) {
    const options = doc.rooms.map(({ key }) => [key, bad.has(key) ? `${key} ✕` : key] as const);
    return (
      <SelectField
        label={words.classOf}
        value={room ?? ""}
        options={room === undefined ? [["", "–"], ...options] : options}
        onChange={(event) => onRoom(event.target.value)}
      />
    );
  }
  return (
    <nav aria-label={words.classes}>
      <div className={css["rooms"]}>
        {doc.rooms.map(({ key }) => (
          <button key={key} type="button" aria-current={key === room ? true : undefined} onClick={() => onRoom(key)}>
            <Name max={14}>{key}</Name>
            {bad.has(key) ? (
              <Shape state="refused" size="s" />
            ) : quoted ? (
              <Shape state="ready" size="s" said={words.fits} />
            ) : (
              <span />
            )}
          </button>
        ))}
      </div>
      <p className="small quiet">{words.countOfRooms(doc.rooms.length, format.count(doc.rooms.length))}</p>
    </nav>
  );
}

function OddLines() {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const odd = doc.lines.filter((line) => !isWeekly(line));
  if (odd.length === 0) return null;
  return (
    <Section title={words.odd}>
      <p className="quiet">{words.oddText}</p>
      <ul className={css["says"]}>
        {odd.map((line) => (
          <li key={line.key}>
            <bdi>{lineInWords(line, grid, format)}</bdi>{" "}
            <Button
              look="small"
              onClick={() =>
                session.edit((now) => ({
                  ...now,
                  lines: now.lines.filter((one) => one.key !== line.key),
                  changes: now.changes.filter((one) => one.lesson !== line.key),
                }))
              }
            >
              {grid.takeOut}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
