// How the file is read: what was found or taken for granted, each to be said otherwise.
import type { TimetableFormat } from "../../../api/schema.gen";
import { Button, SelectField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Icon } from "../../../ui/status";
import css from "../editor/editor.module.css";
import { isList } from "./answer";
import { BellTimes } from "./BellTimes";
import { DateOrderField, HeadingField, RoomFields, SeatsField, TermFields, ZoneField } from "./fields";
import { importMessages } from "./messages";
import type { UnderstoodProps } from "./Understood";

const FORMATS: readonly TimetableFormat[] = [
  "csv",
  "xlsx",
  "xls",
  "ods",
  "html",
  "icalendar",
  "untis-gpu001",
  "asc2012",
  "fet-csv",
  "unitime-xml",
  "oneroster",
];
const ENCODINGS = [
  "UTF-8",
  "gb18030",
  "Big5",
  "UTF-16LE",
  "UTF-16BE",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "Shift_JIS",
  "EUC-KR",
];

export function How({ asked, answer, mended, busy, acts }: UnderstoodProps) {
  const words = useMessages(importMessages);
  const open = (code: string) => answer.questions.some((question) => question.code === code);
  const field = { asked, answer, say: acts.say };
  const encoding = asked.encoding ?? mended?.encoding ?? answer.encoding;
  const encodings = encoding && !ENCODINGS.includes(encoding) ? [encoding, ...ENCODINGS] : ENCODINGS;
  const separator = asked.separator ?? answer.separator;
  const separators: (readonly [string, string])[] = [
    [",", words.comma],
    [";", words.semicolon],
    ["tab", words.tab],
    ["|", words.bar],
  ];
  if (separator && !separators.some(([sign]) => sign === separator)) separators.push([separator, separator]);
  return (
    <details className={css["more"]}>
      <summary>
        {words.how} <Icon name="down" size="s" />
      </summary>
      <form
        className="stack-s"
        onSubmit={(event) => {
          event.preventDefault();
          acts.again();
        }}
      >
        <div className={css["form"]}>
          <SelectField
            label={words.format}
            disabled={Boolean(mended)}
            value={asked.format ?? answer.format}
            options={FORMATS.map((one) => [one, words[one]])}
            onChange={(event) => acts.say({ format: event.target.value as TimetableFormat })}
          />
          {encoding && (
            <SelectField
              label={words.encoding}
              disabled={Boolean(mended)}
              value={encoding}
              options={encodings.map((one) => [one, one])}
              onChange={(event) => acts.say({ encoding: event.target.value })}
            />
          )}
          {separator && (
            <SelectField
              label={words.separator}
              disabled={Boolean(mended)}
              value={separator}
              options={separators}
              onChange={(event) => acts.say({ separator: event.target.value })}
            />
          )}
          {isList(answer) && !open("ColumnsNeeded") && <HeadingField {...field} />}
          {!open("TimeZoneNeeded") && <ZoneField {...field} />}
          {!open("TermNeeded") && <TermFields {...field} />}
          {!open("SeatsNeeded") && <SeatsField {...field} />}
          {!open("RoomNeeded") && (
            <RoomFields {...field} choices={answer.columns.map((column) => column.heading ?? column.at)} />
          )}
          {isList(answer) && !open("DateOrderNeeded") && <DateOrderField {...field} />}
          <SelectField
            label={words.together}
            value={asked.together ?? "line"}
            options={[
              ["line", words.togetherLine],
              ["room", words.togetherRoom],
            ]}
            onChange={(event) => acts.say({ together: event.target.value as "line" | "room" })}
          />
          <SelectField
            label={words.groups}
            value={asked.groups ?? "error"}
            options={[
              ["error", words.groupsError],
              ["room", words.groupsRoom],
            ]}
            onChange={(event) => acts.say({ groups: event.target.value as "error" | "room" })}
          />
        </div>
        {mended && <p className="small quiet">{words.mendedFirst}</p>}
        {!open("BellsNeeded") && answer.options.bells.length > 0 && (
          <BellTimes
            bells={asked.bells ?? answer.options.bells.map(({ period, ...times }) => ({ name: period, ...times }))}
            needed={[]}
            onChange={(bells) => acts.say({ bells })}
          />
        )}
        <Button type="submit" disabled={busy}>
          {words.readAgain}
        </Button>
      </form>
    </details>
  );
}
