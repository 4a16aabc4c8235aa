// One cell in full: its lesson or two half ones, with time, length, weeks and teachers.
import { type FormEvent, useState } from "react";
import { Button, Check, SelectField, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Sheet } from "../../../ui/sheet";
import { TimeField } from "../../../ui/when";
import type { Weeks } from "../editor/doc";
import type { Edits } from "./edits";
import type { At, Slot } from "./lines";
import { gridMessages } from "./messages";
import type { Cell } from "./rows";

interface CellSheetProps {
  room: string;
  cell: Cell;
  slots: readonly Slot[];
  minutes: number;
  /** Keys of the rooms that share a slot's line. */
  sharing: (slot: Slot) => string[];
  edits: Edits;
  subjects: readonly string[];
  onClose: () => void;
}

export function CellSheet(props: CellSheetProps) {
  const { room, cell, slots, onClose } = props;
  const words = useMessages(gridMessages);
  const [first] = slots;
  const [chosen, setChosen] = useState<Weeks | "other">(first?.weeks ?? "all");
  const slot = slots.find((one) => one.weeks === chosen);
  const half = first && first.weeks !== "all" && slots.length === 1;
  const title = `${room} · ${words.lessonAt(words[`long${cell.day}`], cell.start)}`;
  const choices: (readonly [string, string])[] = slots.map((one) => [
    one.weeks,
    one.weeks === "all" ? words.everyWeek : words[one.weeks],
  ]);
  if (half) choices.push(["other", words.otherWeeks]);
  const other: Weeks = first?.weeks === "A" ? "B" : "A";
  return (
    <Sheet title={<bdi>{title}</bdi>} onClose={onClose}>
      {choices.length > 1 && (
        <SelectField
          label={words.which}
          value={chosen}
          options={choices}
          onChange={(event) => setChosen(event.target.value as Weeks)}
        />
      )}
      <LessonForm key={chosen} {...props} slot={slot} weeks={chosen === "other" ? other : chosen} />
    </Sheet>
  );
}

function LessonForm({
  room,
  cell,
  slot,
  weeks,
  minutes,
  sharing,
  edits,
  subjects,
  onClose,
}: CellSheetProps & { slot: Slot | undefined; weeks: Weeks }) {
  const words = useMessages(gridMessages);
  const format = useFormat();
  const shared = slot ? sharing(slot) : [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const teachers = text("teachers")
      .split(/\s*[,，、;；]\s*/)
      .filter(Boolean);
    const lesson = {
      title: text("title"),
      teachers,
      start: text("start").slice(0, 5) || cell.start,
      minutes: Number(text("minutes")) || minutes,
      weeks: (text("weeks") || weeks) as Weeks,
    };
    const expected = text("expected") ? Number(text("expected")) : undefined;
    const at: At = { room, day: cell.day, start: cell.start, weeks: slot?.weeks ?? weeks };
    if (slot) edits.change(at, { ...lesson, expected }, data.get("everywhere") === "on");
    else {
      const { start, weeks: chosen, ...rest } = lesson;
      edits.add({ ...at, start, weeks: chosen }, { ...rest, ...(expected === undefined ? {} : { expected }) });
    }
    onClose();
  };
  return (
    <form className="stack-s" onSubmit={submit}>
      <TextField
        label={words.title}
        name="title"
        defaultValue={slot?.title}
        maxLength={200}
        list="subjects"
        autoFocus
      />
      <datalist id="subjects">
        {subjects.map((subject) => (
          <option key={subject} value={subject} />
        ))}
      </datalist>
      <TextField
        label={words.teachers}
        hint={words.teachersHint}
        name="teachers"
        defaultValue={slot?.teachers.join(", ")}
      />
      <TimeField label={words.start} name="start" step={300} required defaultValue={cell.start} />
      <TextField
        label={words.minutes}
        name="minutes"
        type="number"
        min={1}
        max={1440}
        required
        defaultValue={slot?.minutes ?? minutes}
      />
      <SelectField
        label={words.weeks}
        name="weeks"
        defaultValue={slot?.weeks ?? weeks}
        options={[
          ["all", words.everyWeek],
          ["A", words.A],
          ["B", words.B],
        ]}
      />
      <TextField
        label={words.expected}
        name="expected"
        type="number"
        min={0}
        max={3000}
        defaultValue={slot?.expected}
      />
      {shared.length > 1 && (
        <Check name="everywhere" label={words.everywhere(format.list(shared.slice(0, 12)))} defaultChecked={false} />
      )}
      <div className="acts">
        <Button look="main" type="submit">
          {slot ? words.save : words.add}
        </Button>
        {slot && (
          <Button
            look="warn"
            onClick={() => {
              edits.clearOne({ room, day: cell.day, start: cell.start, weeks: slot.weeks });
              onClose();
            }}
          >
            {words.takeOut}
          </Button>
        )}
      </div>
    </form>
  );
}
