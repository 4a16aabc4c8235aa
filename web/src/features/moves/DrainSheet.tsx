// What begins a drain or ends it: what follows is said first.
import { useState } from "react";
import type { ClusterView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { movesMessages } from "./messages";
import { useDrain } from "./mutations";

export function DrainSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(movesMessages);
  // What was asked for when it opened: a second click does not take back what the first has done.
  const [drain] = useState(!cluster.drain);
  const change = useDrain(cluster.id, drain);
  return (
    <Sheet
      title={drain ? words.drainTitle(cluster.name) : words.cancelDrainTitle(cluster.name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            look={drain ? "warn" : "main"}
            disabled={change.isPending}
            onClick={() => change.mutate(undefined, { onSuccess: onClose })}
          >
            {drain ? words.drain : words.cancelDrain}
          </Button>
        </>
      }
    >
      <FailureStrip error={change.error} />
      <p>{drain ? words.drainText : words.cancelDrainText}</p>
    </Sheet>
  );
}
