// The columns of a list as they were understood, each to be said otherwise.
import type { ColumnMeaning } from "../../../api/schema.gen";
import { Button, inputClass } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Name } from "../../../ui/name";
import { Section } from "../../../ui/page";
import { Table } from "../../../ui/table";
import { importMessages } from "./messages";
import type { UnderstoodProps } from "./Understood";

const MEANINGS: readonly ColumnMeaning[] = [
  "room",
  "room_name",
  "seats",
  "title",
  "teacher",
  "expected",
  "weekday",
  "date",
  "from_date",
  "to_date",
  "weeks",
  "period",
  "first_period",
  "last_period",
  "start",
  "end",
  "duration_minutes",
  "when",
  "ignored",
];

export function Columns({ asked, answer, busy, acts }: UnderstoodProps) {
  const words = useMessages(importMessages);
  const said = asked.columns ?? {};
  return (
    <Section title={words.columns} ruled={false}>
      <form
        className="stack-s"
        onSubmit={(event) => {
          event.preventDefault();
          acts.again();
        }}
      >
        <Table label={words.columns} dense>
          <thead>
            <tr>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.means}</th>
            </tr>
          </thead>
          <tbody>
            {answer.columns.map(({ at, heading, meaning }) => (
              <tr key={at}>
                <th scope="row">
                  <span className="quiet">{at}</span> <Name>{heading}</Name>
                </th>
                <td>
                  <select
                    className={inputClass}
                    aria-label={`${words.means} ${at} ${heading ?? ""}`}
                    value={said[at] ?? meaning ?? ""}
                    onChange={(event) => acts.say({ columns: { ...said, [at]: event.target.value as ColumnMeaning } })}
                  >
                    {!meaning && !said[at] && <option value="">{words.unknown}</option>}
                    {MEANINGS.map((one) => (
                      <option key={one} value={one}>
                        {one === "seats" ? words.seatsOf : words[one]}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
        <Button type="submit" disabled={busy || Object.keys(said).length === 0}>
          {words.readAgain}
        </Button>
      </form>
    </Section>
  );
}
