// What closes or opens a cluster to new orders, and what takes it off: what follows is said first.
import { useState } from "react";
import { paths } from "../../app/paths";
import type { ClusterView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { useGo } from "../../ui/link";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { clustersMessages } from "./messages";
import { useCordon, useRemoveCluster } from "./mutations";

interface ClusterSheetProps {
  cluster: ClusterView;
  onClose: () => void;
}

export function CordonSheet({ cluster, onClose }: ClusterSheetProps) {
  const words = useMessages(clustersMessages);
  // What was asked for when it opened: a second click does not take back what the first has done.
  const [cordon] = useState(!cluster.cordoned_at);
  const change = useCordon(cluster.id, cordon);
  return (
    <Sheet
      title={cordon ? words.cordonTitle(cluster.name) : words.uncordonTitle(cluster.name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            look={cordon ? "warn" : "main"}
            disabled={change.isPending}
            onClick={() => change.mutate(undefined, { onSuccess: onClose })}
          >
            {cordon ? words.cordon : words.uncordon}
          </Button>
        </>
      }
    >
      <FailureStrip error={change.error} />
      <p>{cordon ? words.cordonText : words.uncordonText}</p>
    </Sheet>
  );
}

export function RemoveSheet({ cluster, onClose }: ClusterSheetProps) {
  const words = useMessages(clustersMessages);
  const go = useGo();
  const remove = useRemoveCluster(cluster.id);
  return (
    <Sheet
      title={words.removeTitle(cluster.name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            look="warn"
            disabled={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: () => void go(paths.opsClusters()) })}
          >
            {words.remove}
          </Button>
        </>
      }
    >
      <FailureStrip error={remove.error} />
      <p>{words.removeText}</p>
    </Sheet>
  );
}
