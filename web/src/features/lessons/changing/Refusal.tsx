// Why a lesson could not be changed: each thing that does not hold, and what would, a press away. A view.
import { isFailure } from "../../../api/problem";
import type { Alternative } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { FailureStrip, Strip } from "../../../ui/strip";
import { changingMessages } from "./messages";

interface RefusalProps {
  error: unknown;
  /** The pointers that have a field, which says by itself what is wrong with it. */
  fields?: readonly string[];
  onTake: (way: Alternative) => void;
}

export function Refusal({ error, fields = [], onTake }: RefusalProps) {
  const words = useMessages(changingMessages);
  const problem = isFailure(error) && error.kind === "refused" ? error.problem : undefined;
  if (!problem) return <FailureStrip error={error} fields={fields} />;
  const { violations = [], alternatives = [] } = problem;
  return (
    <Strip state="refused">
      <div className="stack-s">
        <b>{problem.title}</b>
        {violations.length === 0 && <p>{problem.detail}</p>}
        <ul>
          {violations.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
        {alternatives.length > 0 && (
          <>
            <p>{words.possible}</p>
            <div className="acts">
              {alternatives.map((way) => (
                <Button key={way.explain.message} look="small" onClick={() => onTake(way)}>
                  {way.explain.message}
                </Button>
              ))}
            </div>
          </>
        )}
      </div>
    </Strip>
  );
}
