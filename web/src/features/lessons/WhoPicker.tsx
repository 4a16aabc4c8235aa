// Whose week: a list of classes or of teachers to the left, folded on a phone, with a field that finds.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { paths } from "../../app/paths";
import { Button, SearchField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { useNarrow } from "../../ui/narrow";
import { Name } from "../../ui/name";
import { More } from "../../ui/table";
import { classrooms } from "../classrooms/queries";
import { byName } from "../classrooms/names";
import { dayMessages } from "./day.messages";
import { weekMessages } from "./week.messages";
import { teachers } from "./teachers";
import css from "./week-view/week.module.css";

type By = "room" | "teacher";

interface WhoPickerProps {
  by: By;
  who: string;
  week: string;
}

export function WhoPicker({ by: first, who, week }: WhoPickerProps) {
  const words = useMessages(weekMessages);
  const { find } = useMessages(dayMessages);
  const narrow = useNarrow();
  const [by, setBy] = useState<By>(first);
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const inside = (
    <>
      <div className="acts">
        <Button look="small" pressed={by === "room"} onClick={() => setBy("room")}>
          {words.classes}
        </Button>
        <Button look="small" pressed={by === "teacher"} onClick={() => setBy("teacher")}>
          {words.teachers}
        </Button>
      </div>
      <SearchField label={find} value={typed} onSearch={setTyped} />
      {by === "room" ? <Classes q={q} who={who} week={week} /> : <Teachers q={q} who={who} week={week} />}
    </>
  );
  if (!narrow) return <div className={css["picker"]}>{inside}</div>;
  return (
    <details className={css["picker"]} open={who === ""} key={who}>
      <summary>{who ? <Name>{who}</Name> : words.choose}</summary>
      {inside}
    </details>
  );
}

interface ListProps {
  q: string;
  who: string;
  week: string;
}

function Classes({ q, who, week }: ListProps) {
  const words = useMessages(weekMessages);
  const query = useInfiniteQuery(classrooms({ q }));
  const found = query.data?.pages.flatMap((page) =>
    page.items.filter((room) => !room.removed_at).map((room) => room.key),
  );
  return (
    <Loaded query={query} rows={8}>
      {() => (
        <>
          <Who
            label={words.classes}
            none={q ? words.nothingFound : words.noClasses}
            names={[...new Set(found)].sort(byName)}
            who={who}
            href={(room) => paths.week({ room, week })}
          />
          <More query={query} />
        </>
      )}
    </Loaded>
  );
}

function Teachers({ q, who, week }: ListProps) {
  const words = useMessages(weekMessages);
  const query = useInfiniteQuery(teachers(q));
  return (
    <Loaded query={query} rows={8}>
      {(data) => (
        <>
          <Who
            label={words.teachers}
            none={q ? words.nothingFound : words.noTeachers}
            names={data.pages.flatMap((page) => page.items.map((teacher) => teacher.name))}
            who={who}
            href={(teacher) => paths.week({ teacher, week })}
          />
          <More query={query} />
        </>
      )}
    </Loaded>
  );
}

interface WhoProps {
  label: string;
  none: string;
  names: readonly string[];
  who: string;
  href: (name: string) => string;
}

function Who({ label, none, names, who, href }: WhoProps) {
  if (names.length === 0) return <p className="small quiet">{none}</p>;
  return (
    <nav className={css["who"]} aria-label={label}>
      {names.map((name) => (
        <Go key={name} href={href(name)} current={name === who}>
          <Name max={40}>{name}</Name>
        </Go>
      ))}
    </nav>
  );
}
