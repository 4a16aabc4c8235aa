// Above the board: how many lessons are in which state, each a filter; on a phone the bells, each a tab.
import { useRouterState } from "@tanstack/react-router";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { useNarrow } from "../../ui/narrow";
import { Status, stateMessages } from "../../ui/status";
import { type Column, STATES, type Tally } from "./day";
import css from "./day.module.css";
import { dayMessages } from "./day.messages";

export function StateFilters({
  tally,
  isWhole,
  chosen,
  choose,
}: {
  tally: Tally;
  /** Without it the figures are of some lessons, and not said. */
  isWhole: boolean;
  chosen: string;
  choose: (state: string) => void;
}) {
  const words = useMessages(dayMessages);
  const states = useMessages(stateMessages);
  const format = useFormat();
  const narrow = useNarrow();
  const present = STATES.filter((state) => tally[state] || state === chosen);
  return (
    <div className={css["filters"]} role="group" aria-label={words.state}>
      {present.map((state) => (
        <Button key={state} pressed={chosen === state} onClick={() => choose(chosen === state ? "" : state)}>
          <Status state={state} plain>
            <b>{isWhole ? format.count(tally[state] ?? 0) : "…"}</b>{" "}
            <span className={narrow ? "vh" : ""}>{states[state]}</span>
          </Status>
        </Button>
      ))}
    </div>
  );
}

export function BellTabs({ columns, current }: { columns: readonly Column[]; current: Column | undefined }) {
  const words = useMessages(dayMessages);
  const location = useRouterState({ select: (state) => state.location.pathname + state.location.searchStr });
  const href = (at: string) => {
    const url = new URL(location, "http://here");
    url.searchParams.set("at", at);
    return url.pathname + url.search;
  };
  return (
    <nav className={css["bells"]} aria-label={words.bell}>
      {columns.map((column) => (
        <Go key={column.key} href={href(column.key)} replace current={column.key === current?.key}>
          {column.key}
        </Go>
      ))}
    </nav>
  );
}
