// What holds all changes on a cluster, or lets them go on: what follows is said before the reason is asked.
import { useState } from "react";
import { isFailure } from "../../api/problem";
import type { ClusterView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { clustersMessages } from "./messages";
import { usePause } from "./mutations";

export const isPaused = (cluster: ClusterView) => cluster.conditions.some(({ type }) => type === "Paused");

export function PauseSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(clustersMessages);
  // What was asked for when it opened: a second click does not take back what the first has done.
  const [pause] = useState(!isPaused(cluster));
  const change = usePause(cluster.id, pause);
  return (
    <FormSheet
      title={pause ? words.pauseTitle(cluster.name) : words.unpauseTitle(cluster.name)}
      send={pause ? words.pause : words.unpause}
      look={pause ? "warn" : "main"}
      sending={change.isPending}
      error={change.error}
      fields={["/why"]}
      onSend={(typed) => change.mutate(pause ? textOf(typed, "/why") : "", { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{pause ? words.pauseText : words.unpauseText}</p>
      {pause && (
        <TextField
          label={words.pauseWhy}
          name="/why"
          required
          maxLength={500}
          error={isFailure(change.error) ? change.error.field("/why") : undefined}
        />
      )}
    </FormSheet>
  );
}
