// The order was changed by somebody while it was edited here: what both sides touched is chosen, field by field, and nothing else is asked.
import { useMemo, useState } from "react";
import { Button } from "../../../ui/controls";
import { type Format, useFormat } from "../../../ui/format";
import { type pick, useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { Sheet } from "../../../ui/sheet";
import { Table } from "../../../ui/table";
import { type Doc, type DraftLine } from "../editor/doc";
import { FLEXIBLE_FIELDS } from "../editor/flexible";
import { flexibleMessages } from "../editor/flexible.messages";
import { dayInWords, lineInWords } from "../editor/words";
import { differences } from "../merge/diff";
import { type Conflict, merge, type Side } from "../merge/merge";
import { priceMessages } from "../../prices/messages";
import { conflictMessages } from "./conflict.messages";
import { Differences } from "./Differences";
import { ChangedBy } from "./MovedOn";
import { draftMessages } from "../messages";
import { gridMessages } from "../week-grid/messages";
import type { Change, Day, Flexible, NewRoom, Term } from "../../../api/schema.gen";

type ConflictWords = ReturnType<typeof pick<typeof conflictMessages>>;

interface MergeSheetProps {
  order: string;
  base: Doc;
  mine: Doc;
  theirs: Doc;
  onMerged: (doc: Doc) => void;
  onClose: () => void;
}

export function MergeSheet({ order, base, mine, theirs, onMerged, onClose }: MergeSheetProps) {
  const words = useMessages(conflictMessages);
  const { conflicts } = useMemo(() => merge(base, mine, theirs), [base, mine, theirs]);
  const theirChanges = useMemo(() => differences(base, theirs), [base, theirs]);
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const take = () => onMerged(merge(base, mine, theirs, (one) => chosen[one.path] ?? "mine").doc);
  const show = useShown();
  return (
    <Sheet
      wide
      title={words.meanwhile}
      onClose={onClose}
      acts={
        <Button look="main" onClick={take}>
          {words.goOn}
        </Button>
      }
    >
      <p>
        <ChangedBy order={order} /> {words.meanwhileText}
      </p>
      {theirChanges.length > 0 && (
        <Section title={words.theyChanged}>
          <Differences items={theirChanges} before={base} now={theirs} />
        </Section>
      )}
      {conflicts.length > 0 && (
        <Table label={words.meanwhile}>
          <thead>
            <tr>
              <th scope="col">{words.field}</th>
              <th scope="col">{words.asOpened}</th>
              <th scope="col">{words.theirs}</th>
              <th scope="col">{words.mine}</th>
            </tr>
          </thead>
          <tbody>
            {conflicts.map((one) => (
              <tr key={one.path}>
                <th scope="row">
                  <bdi>{show.name(one)}</bdi>
                </th>
                <td>
                  <bdi>{show.value(one, one.base)}</bdi>
                </td>
                {(["theirs", "mine"] as const).map((side) => (
                  <td key={side}>
                    <label>
                      <input
                        type="radio"
                        name={one.path}
                        checked={(chosen[one.path] ?? "mine") === side}
                        onChange={() => setChosen((now) => ({ ...now, [one.path]: side }))}
                      />{" "}
                      <bdi>{show.value(one, one[side])}</bdi>
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Sheet>
  );
}

const NAMED = ["external_id", "metadata", "academic_calendar", "flexible", "overrun_minutes"] as const;

/** Of the other fields: which word they have elsewhere in the editor. */
const FIELD_WORDS = {
  name: "orderName",
  term: "term",
  time_zone: "zone",
  kind: "kind",
  region: "region",
  always: "d-availability",
} as const;

function changeInWords({ cancelled, moved_to: to }: Change, words: ConflictWords, format: Format): string {
  if (cancelled || !to) return words.cancelled;
  const date = to.date ? format.date(to.date, "short") : "";
  const minutes = typeof to.duration_minutes === "number" ? `${to.duration_minutes}′` : "";
  return [date, to.start, minutes, to.room].filter(Boolean).join(" · ");
}

function useShown() {
  const words = useMessages(draftMessages);
  const more = useMessages(conflictMessages);
  const costs = useMessages(priceMessages);
  const bounds = useMessages(flexibleMessages);
  const grid = useMessages(gridMessages);
  const format = useFormat();
  const value = (conflict: Conflict, of: unknown): string => {
    if (of === undefined || of === null) return words.nothing;
    switch (conflict.field) {
      case "rooms": {
        const room = of as NewRoom;
        return [room.key, format.count(room.seats), room.name].filter(Boolean).join(" · ");
      }
      case "always":
        return of ? more.alwaysOpen : more.timetabled;
      case "metadata":
        return Object.entries(of as Record<string, string>)
          .map(([name, text]) => `${name}: ${text}`)
          .join(" · ");
      case "overrun_minutes":
        return of === 0 ? words.overrunNone : words.minutesMore(format.count(of as number));
      case "changes":
        return changeInWords(of as Change, more, format);
      case "lines":
        return lineInWords(of as DraftLine, grid, format);
      case "days":
        return dayInWords(of as Day, words, format);
      case "term":
        return `${format.date((of as Term).first_day, "year")} – ${format.date((of as Term).last_day, "year")}`;
      case "flexible":
        return FLEXIBLE_FIELDS.flatMap((field) => {
          const most = (of as Flexible)[field];
          return typeof most === "number" ? [`${bounds[field]}: ${format.count(most)}`] : [];
        }).join(" · ");
      default:
        return String(of);
    }
  };
  const name = (conflict: Conflict): string => {
    if (conflict.field === "changes") {
      const one = (conflict.base ?? conflict.mine ?? conflict.theirs) as Change;
      return more.lessonOn(one.room, format.date(one.on, "short"));
    }
    if (conflict.id) return conflict.field === "lines" ? value(conflict, conflict.base ?? conflict.mine) : conflict.id;
    const named = NAMED.find((field) => field === conflict.field);
    if (named) return words[`d-${named}`];
    const other: (typeof FIELD_WORDS)[keyof typeof FIELD_WORDS] | undefined =
      FIELD_WORDS[conflict.field as keyof typeof FIELD_WORDS];
    return other ? words[other] : conflict.field === "cost_group" ? costs.costGroup : conflict.field;
  };
  return { value, name };
}
