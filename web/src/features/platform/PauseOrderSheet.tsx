// What holds all changes of one order's rooms, or lets them go on.
import { useState } from "react";
import type { PlatformOrderView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { PauseForm } from "../clusters/PauseForm";
import { platformMessages } from "./messages";
import { usePauseOrder } from "./mutations";
import { isPaused } from "./order-state";

export function PauseOrderSheet({ order, onClose }: { order: PlatformOrderView; onClose: () => void }) {
  const words = useMessages(platformMessages);
  // What was asked for when it opened: a second click does not take back what the first has done.
  const [pause] = useState(!isPaused(order));
  const change = usePauseOrder(order.id, pause);
  return <PauseForm name={order.name} pause={pause} text={words.pauseOrderText} change={change} onClose={onClose} />;
}
