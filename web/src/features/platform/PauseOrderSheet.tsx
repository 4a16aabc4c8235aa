// What holds all changes of one order's rooms, or lets them go on: what follows is said before the reason is asked.
import { useState } from "react";
import { isFailure } from "../../api/problem";
import type { PlatformOrderView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { clustersMessages } from "../clusters/messages";
import { platformMessages } from "./messages";
import { usePauseOrder } from "./mutations";
import { isPaused } from "./order-state";

export function PauseOrderSheet({ order, onClose }: { order: PlatformOrderView; onClose: () => void }) {
  const words = useMessages(clustersMessages);
  const own = useMessages(platformMessages);
  // What was asked for when it opened: a second click does not take back what the first has done.
  const [pause] = useState(!isPaused(order));
  const change = usePauseOrder(order.id, pause);
  return (
    <FormSheet
      title={pause ? words.pauseTitle(order.name) : words.unpauseTitle(order.name)}
      send={pause ? words.pause : words.unpause}
      look={pause ? "warn" : "main"}
      sending={change.isPending}
      error={change.error}
      fields={["/why"]}
      onSend={(typed) => change.mutate(pause ? textOf(typed, "/why") : "", { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{pause ? own.pauseOrderText : words.unpauseText}</p>
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
