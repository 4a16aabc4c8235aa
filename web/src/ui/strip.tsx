// News that belongs to the whole page or to one form: a strip in the colours of a state. What went wrong, wherever it is shown.
import { type ReactNode, useState } from "react";
import { isFailure } from "../api/problem";
import { Button } from "./controls";
import { useMessages } from "./language";
import { uiMessages } from "./messages";
import { cx } from "./classes";
import { type State, stateClass } from "./status";
import css from "./strip.module.css";

export function Strip({ state, children, acts }: { state: State; children: ReactNode; acts?: ReactNode }) {
  return (
    <div
      className={cx(css["strip"], stateClass(state))}
      role={state === "missed" || state === "refused" ? "alert" : "status"}
    >
      <svg className={css["shape"]} width="1em" height="1em" aria-hidden="true">
        <use href={`#s-${state}`} />
      </svg>
      <div className={css["say"]}>{children}</div>
      {acts && <div className={css["acts"]}>{acts}</div>}
    </div>
  );
}

/** What a form or an action was refused with, on top of it. `fields`: the pointers that have a field of their own, which says it itself. */
export function FailureStrip({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  const words = useMessages(uiMessages);
  if (!error) return null;
  if (!isFailure(error)) return <Strip state="missed">{words.broken}</Strip>;
  if (error.kind === "offline") return <Strip state="unknown">{words.offline}</Strip>;
  const others = error.others(fields);
  const listed = error.problem?.errors?.length ?? 0;
  if (listed > 0 && others.length === 0) return null;
  return (
    <Strip
      state={error.kind === "refused" ? "refused" : "missed"}
      acts={error.kind === "broken" && <RequestId id={error.requestId} />}
    >
      <b>{error.problem?.title ?? words.broken}</b>
      {others.length > 0 ? (
        <ul>
          {others.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      ) : (
        <p>{error.problem?.detail}</p>
      )}
    </Strip>
  );
}

/** In place of what could not be read. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const words = useMessages(uiMessages);
  const failure = isFailure(error) ? error : undefined;
  const title = failure?.kind === "offline" ? words.offline : (failure?.problem?.title ?? words.broken);
  return (
    <div className={css["failed"]} role="alert">
      <h2>{title}</h2>
      {failure?.problem?.detail && <p>{failure.problem.detail}</p>}
      {failure?.kind === "broken" && <RequestId id={failure.requestId} />}
      {again && <Button onClick={again}>{words.again}</Button>}
    </div>
  );
}

function RequestId({ id }: { id: string | undefined }) {
  const words = useMessages(uiMessages);
  if (!id) return null;
  return (
    <p className="small quiet">
      {words.requestId} <span className="code">{id}</span> <Copy text={id} />
    </p>
  );
}

/** Copies a text, and says so. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const words = useMessages(uiMessages);
  const [done, setDone] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setDone(true));
  };
  return (
    <Button look="small" onClick={copy} aria-live="polite">
      {done ? words.copied : (label ?? words.copy)}
    </Button>
  );
}
