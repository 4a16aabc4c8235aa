// A state: shape, word and colour. A shape without a visible word still says its word.
import type { ReactNode } from "react";
import { cx } from "./classes";
import { useFormat } from "./format";
import { messages, useMessages } from "./language";
import type { IconName, State } from "./shapes";
import css from "./status.module.css";

export type { State };

export const stateMessages = messages({
  scheduled: ["Scheduled", "已排定"],
  warming: ["Getting ready", "准备中"],
  ready: ["Ready", "已就绪"],
  live: ["In class", "上课中"],
  ended: ["Ended", "已结束"],
  cancelled: ["Cancelled", "已取消"],
  missed: ["Not ready", "未就绪"],
  refused: ["Does not fit", "排不下"],
  suspended: ["Suspended", "已暂停"],
  unknown: ["Not known", "未知"],
});

type Size = "s" | "m" | "l";

/** The colours of a state, as `--c` for text and `--t` for its tint, for whatever else wears them. */
export function stateClass(state: State): string {
  return css[state] ?? "";
}

function Drawn({ of, size = "m" }: { of: string; size?: Size | undefined }) {
  return (
    <svg className={cx(css["shape"], size !== "m" && css[size])} aria-hidden="true">
      <use href={`#${of}`} />
    </svg>
  );
}

export function Icon({ name, size }: { name: IconName; size?: Size }) {
  return <Drawn of={`i-${name}`} size={size} />;
}

/** The shape alone; `said` where another word than the state's fits better. */
export function Shape({ state, size, said }: { state: State; size?: Size; said?: string }) {
  const words = useMessages(stateMessages);
  return (
    <span className={cx(css["status"], css[state])}>
      <Drawn of={`s-${state}`} size={size} />
      <span className="vh">{said ?? words[state]}</span>
    </span>
  );
}

/** Shape and word. `plain`: only the shape has the colour. */
export function Status({
  state,
  size,
  plain,
  children,
}: {
  state: State;
  size?: Size;
  plain?: boolean;
  children?: ReactNode;
}) {
  const words = useMessages(stateMessages);
  return (
    <span className={cx(css["status"], css[state], plain && css["plain"])}>
      <Drawn of={`s-${state}`} size={size} />
      {children ?? words[state]}
    </span>
  );
}

/** `▲ 1 Not ready  ● 58 Ready`: what is none is left out unless `always`. */
export function Tally({
  counts,
  size,
  always,
}: {
  counts: readonly (readonly [State, number])[];
  size?: Size;
  always?: boolean;
}) {
  const words = useMessages(stateMessages);
  const format = useFormat();
  return (
    <p className={css["tally"]}>
      {counts
        .filter(([, count]) => always || count > 0)
        .map(([state, count]) => (
          <Status key={state} state={state} {...(size ? { size } : {})}>
            <b>{format.count(count)}</b> {words[state]}
          </Status>
        ))}
    </p>
  );
}
