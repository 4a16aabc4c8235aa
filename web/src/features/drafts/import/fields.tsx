// Fields for what is told with a file. A question shows those that it is about, the rest stand under how the file is read.
import type { ImportedTimetable } from "../../../api/schema.gen";
import { SelectField, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { DateField } from "../../../ui/when";
import { draftMessages } from "../messages";
import { type Asked, isWorkbook } from "./answer";
import { importMessages } from "./messages";

export interface FieldProps {
  asked: Asked;
  answer: ImportedTimetable;
  say: (patch: Asked) => void;
  required?: boolean;
}

export function ZoneField({ asked, say, required }: FieldProps) {
  const words = useMessages(importMessages);
  return (
    <>
      <TextField
        label={words.zone}
        list="zones"
        required={required}
        value={asked.time_zone ?? ""}
        onChange={(event) => say({ time_zone: event.target.value })}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

export function TermFields({ asked, answer, say, required }: FieldProps) {
  const words = useMessages(importMessages);
  const drafts = useMessages(draftMessages);
  const format = useFormat();
  const days = (term: { first_day: string; last_day: string }) =>
    `${format.date(term.first_day, "year")} – ${format.date(term.last_day, "year")}`;
  const at = answer.terms.findIndex((term) => term.first_day === asked.first_day && term.last_day === asked.last_day);
  return (
    <>
      {answer.terms.length > 0 && (
        <SelectField
          label={words.namedTerms}
          value={String(at)}
          options={[
            ["-1", words.choose],
            ...answer.terms.map((term, index) => [String(index), `${term.name} · ${days(term)}`] as const),
          ]}
          onChange={(event) => {
            const { first_day = "", last_day = "" } = answer.terms[Number(event.target.value)] ?? {};
            say({ first_day, last_day });
          }}
        />
      )}
      <DateField
        label={drafts.firstDay}
        required={required}
        value={asked.first_day ?? ""}
        onChange={(event) => say({ first_day: event.target.value })}
      />
      <DateField
        label={drafts.lastDay}
        required={required}
        min={asked.first_day}
        value={asked.last_day ?? ""}
        onChange={(event) => say({ last_day: event.target.value })}
      />
    </>
  );
}

export function SeatsField({ asked, say, required }: FieldProps) {
  const words = useMessages(importMessages);
  return (
    <TextField
      label={words.seats}
      type="number"
      min={1}
      max={3000}
      required={required}
      value={asked.default_seats ?? ""}
      onChange={(event) => say({ default_seats: event.target.value })}
    />
  );
}

const FIXED = "fixed:";

export function RoomFields({ asked, answer, say, required, choices }: FieldProps & { choices: readonly string[] }) {
  const words = useMessages(importMessages);
  const from = asked.room_from ?? "";
  const fixed = from.startsWith(FIXED);
  // What a workbook without columns names as a choice are its sheets.
  const named = answer.columns.length > 0 ? choices : [];
  const sheets = isWorkbook(answer);
  const other = from && !fixed && from !== "sheet" && !named.includes(from) ? [from] : [];
  return (
    <>
      <SelectField
        label={words.roomFrom}
        required={required}
        value={fixed ? FIXED : from}
        options={[
          ["", words.choose],
          ...[...named, ...other].map((choice) => [choice, choice] as const),
          ...(sheets ? ([["sheet", words.sheetName]] as const) : []),
          [FIXED, words.oneRoom],
        ]}
        onChange={(event) => say({ room_from: event.target.value })}
      />
      {fixed && (
        <TextField
          label={words.roomName}
          required
          maxLength={64}
          value={from.slice(FIXED.length)}
          onChange={(event) => say({ room_from: FIXED + event.target.value })}
        />
      )}
    </>
  );
}

export function DateOrderField({ asked, say, required }: FieldProps) {
  const words = useMessages(importMessages);
  return (
    <SelectField
      label={words.dateOrder}
      required={required}
      value={asked.date_order ?? ""}
      options={[
        ["", words.choose],
        ["dmy", words.dmy],
        ["mdy", words.mdy],
        ["ymd", words.ymd],
      ]}
      onChange={(event) => say({ date_order: event.target.value })}
    />
  );
}

export function HeadingField({ asked, say, required }: FieldProps) {
  const words = useMessages(importMessages);
  return (
    <TextField
      label={words.heading}
      hint={words.headingHint}
      type="number"
      min={0}
      max={1000}
      required={required}
      value={asked.heading ?? ""}
      onChange={(event) => say({ heading: event.target.value })}
    />
  );
}
