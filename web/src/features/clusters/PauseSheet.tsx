// What holds all changes on a cluster, or lets them go on.
import { useState } from "react";
import type { ClusterView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { clustersMessages } from "./messages";
import { usePause } from "./mutations";
import { PauseForm } from "./PauseForm";

export const isPaused = (cluster: ClusterView) => cluster.conditions.some(({ type }) => type === "Paused");

export function PauseSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(clustersMessages);
  // What was asked for when it opened: a second click does not take back what the first has done.
  const [pause] = useState(!isPaused(cluster));
  const change = usePause(cluster.id, pause);
  return <PauseForm name={cluster.name} pause={pause} text={words.pauseText} change={change} onClose={onClose} />;
}
