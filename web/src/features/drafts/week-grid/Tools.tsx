// Over the week: the palette of subjects, whose week it is, the bell schedule, a week for other classes.
import { useMemo, useState } from "react";
import { Button, Check, SelectField, TextField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import type { Weeks } from "../editor/doc";
import css from "../editor/editor.module.css";
import { useDoc, useSession } from "../editor/use-session";
import { draftMessages } from "../messages";
import { BellsSheet } from "./BellsSheet";
import { useColourClass } from "./colour";
import { CopyWeekSheet } from "./CopyWeekSheet";
import { gridMessages } from "./messages";
import week from "./week.module.css";

interface ToolsProps {
  teacher: string | undefined;
  onTeacher: (teacher: string | undefined) => void;
  brush: string | undefined;
  onBrush: (brush: string | undefined) => void;
  weeks: Weeks;
  onWeeks: (weeks: Weeks) => void;
  weekend: boolean;
  onWeekend: (on: boolean) => void;
  subjects: readonly string[];
  room: string;
}

export function Tools(props: ToolsProps) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const session = useSession();
  const doc = useDoc();
  const [sheet, setSheet] = useState<"bells" | "copy">();
  const teachers = useMemo(() => [...new Set(doc.lines.flatMap((line) => line.teachers))].sort(), [doc.lines]);
  return (
    <>
      <div className={css["tools"]}>
        {props.teacher === undefined ? (
          <Palette subjects={props.subjects} brush={props.brush} onBrush={props.onBrush} />
        ) : (
          <SelectField
            label={words.teacher}
            value={props.teacher}
            options={teachers.map((name) => [name, name] as const)}
            onChange={(event) => props.onTeacher(event.target.value)}
          />
        )}
        <div className="acts">
          <Button
            look="small"
            pressed={props.teacher !== undefined}
            {...(teachers.length === 0 ? { because: words.noTeachers } : {})}
            onClick={() => props.onTeacher(props.teacher === undefined ? teachers[0] : undefined)}
          >
            {words.byTeacher}
          </Button>
          <Button look="small" onClick={() => setSheet("bells")}>
            {words.bells}
          </Button>
          {doc.rooms.length > 1 && props.teacher === undefined && (
            <Button look="small" onClick={() => setSheet("copy")}>
              {words.copyWeek}
            </Button>
          )}
        </div>
      </div>
      <div className="bar">
        <SelectField
          label={words.brushWeeks}
          value={props.weeks}
          options={[
            ["all", grid.everyWeek],
            ["A", grid.A],
            ["B", grid.B],
          ]}
          onChange={(event) => props.onWeeks(event.target.value as Weeks)}
        />
        <Check
          label={words.weekend}
          checked={props.weekend}
          onChange={(event) => props.onWeekend(event.target.checked)}
        />
        <Check
          label={words.always}
          checked={false}
          onChange={() => session.edit((now) => ({ ...now, always: true }))}
        />
      </div>
      {sheet === "bells" && <BellsSheet onClose={() => setSheet(undefined)} />}
      {sheet === "copy" && <CopyWeekSheet room={props.room} onClose={() => setSheet(undefined)} />}
    </>
  );
}

function Palette({
  subjects,
  brush,
  onBrush,
}: {
  subjects: readonly string[];
  brush: string | undefined;
  onBrush: (brush: string | undefined) => void;
}) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const colourClass = useColourClass();
  const [adding, setAdding] = useState(false);
  const add = (title: string) => {
    setAdding(false);
    if (!title) return;
    session.edit((now) => (now.subjects.includes(title) ? now : { ...now, subjects: [...now.subjects, title] }));
    onBrush(title);
  };
  return (
    <div className={week["palette"]} role="group" aria-label={words.subjects}>
      {subjects.map((title) => (
        <button
          key={title}
          type="button"
          className={`${week["brush"] ?? ""} ${colourClass(title)}`}
          aria-pressed={title === brush}
          onClick={() => onBrush(title === brush ? undefined : title)}
        >
          <bdi>{title}</bdi>
        </button>
      ))}
      {adding ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add(String(new FormData(event.currentTarget).get("subject") ?? "").trim());
          }}
        >
          <TextField
            label={words.newSubject}
            name="subject"
            maxLength={200}
            autoFocus
            onBlur={(event) => add(event.currentTarget.value.trim())}
          />
        </form>
      ) : (
        <Button look="small" onClick={() => setAdding(true)}>
          {words.addSubject}
        </Button>
      )}
    </div>
  );
}
