// What holds all changes on a cluster or of an order, or lets them go on: what follows is said before the reason is asked.
import { isFailure } from "../../api/problem";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { clustersMessages } from "./messages";
import type { usePause } from "./mutations";

interface PauseFormProps {
  name: string;
  /** Whether it is to be paused, as was asked for when the sheet opened. */
  pause: boolean;
  /** What follows of a pause. */
  text: string;
  change: Pick<ReturnType<typeof usePause>, "isPending" | "error"> & {
    mutate: (why: string, then: { onSuccess: () => void }) => void;
  };
  onClose: () => void;
}

/** A view. */
export function PauseForm({ name, pause, text, change, onClose }: PauseFormProps) {
  const words = useMessages(clustersMessages);
  return (
    <FormSheet
      title={pause ? words.pauseTitle(name) : words.unpauseTitle(name)}
      send={pause ? words.pause : words.unpause}
      look={pause ? "warn" : "main"}
      sending={change.isPending}
      error={change.error}
      fields={["/why"]}
      onSend={(typed) => change.mutate(pause ? textOf(typed, "/why") : "", { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{pause ? text : words.unpauseText}</p>
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
