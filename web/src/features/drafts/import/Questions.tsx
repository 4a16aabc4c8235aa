// What must be known before more can be read: each question with its fields, all answered at once.
import type { ImportQuestion } from "../../../api/schema.gen";
import { Button, SelectField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useLanguage, useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { DateField } from "../../../ui/when";
import css from "../editor/editor.module.css";
import { factsOf, textsOf } from "./answer";
import { BellTimes } from "./BellTimes";
import { DateOrderField, HeadingField, RoomFields, SeatsField, TermFields, ZoneField } from "./fields";
import { importMessages } from "./messages";
import type { UnderstoodProps } from "./Understood";

export function Questions(props: UnderstoodProps) {
  const words = useMessages(importMessages);
  const { answer, busy, acts } = props;
  return (
    <Section title={words.questions}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          acts.again();
        }}
      >
        {answer.questions.map((question, index) => (
          <fieldset key={index} className="stack-s">
            <legend>
              <b>
                <bdi>{question.message}</bdi>
              </b>
            </legend>
            <Answer {...props} question={question} />
          </fieldset>
        ))}
        <Button type="submit" look="main" disabled={busy}>
          {words.answer}
        </Button>
      </form>
    </Section>
  );
}

function Answer({ question, asked, answer, runsAs, acts }: UnderstoodProps & { question: ImportQuestion }) {
  const words = useMessages(importMessages);
  const format = useFormat();
  const field = { asked, answer, say: acts.say, required: true };
  switch (question.code) {
    case "BellsNeeded":
      return (
        <BellTimes
          bells={asked.bells ?? []}
          needed={textsOf(question, "periods")}
          onChange={(bells) => acts.say({ bells })}
        />
      );
    case "DayNamesNeeded":
      return <DayNames names={textsOf(question, "names")} days={asked.days} onChange={(days) => acts.say({ days })} />;
    case "MakeUpDay": {
      const day = String(factsOf(question)["on"]);
      return (
        <DateField
          label={words.runsAs(format.date(day, "long"))}
          value={runsAs[day] ?? ""}
          onChange={(event) => acts.runsAs(day, event.target.value)}
        />
      );
    }
    default:
      return (
        <div className={css["form"]}>
          {question.code === "TimeZoneNeeded" && <ZoneField {...field} />}
          {question.code === "TermNeeded" && <TermFields {...field} />}
          {question.code === "SeatsNeeded" && <SeatsField {...field} />}
          {question.code === "RoomNeeded" && <RoomFields {...field} choices={textsOf(question, "choices")} />}
          {question.code === "DateOrderNeeded" && <DateOrderField {...field} />}
          {question.code === "ColumnsNeeded" && (
            <>
              <HeadingField {...field} required={false} />
              {answer.columns.length > 0 && <p>{words.seeColumns}</p>}
            </>
          )}
        </div>
      );
  }
}

interface DayNamesProps {
  names: readonly string[];
  days: string[] | undefined;
  onChange: (days: string[]) => void;
}

/** A Monday, so that its days have the names of the week. */
const WEEK = [7, 8, 9, 10, 11, 12, 13].map((day) => new Date(Date.UTC(2026, 8, day)));

/** Which of the file's own names each weekday has. A day that has none keeps a sign that no row has. */
function DayNames({ names, days, onChange }: DayNamesProps) {
  const words = useMessages(importMessages);
  const language = useLanguage();
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const now = days ?? WEEK.map(() => "–");
  return (
    <div className={css["form"]}>
      {WEEK.map((day, index) => (
        <SelectField
          key={index}
          label={weekday.format(day)}
          value={now[index] ?? "–"}
          options={[["–", words.choose], ...names.map((name) => [name, name] as const)]}
          onChange={(event) => onChange(now.map((name, at) => (at === index ? event.target.value : name)))}
        />
      ))}
    </div>
  );
}
