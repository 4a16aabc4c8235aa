// How a cluster is: what matters most to whoever places orders comes first.
import type { ClusterView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Status, type State } from "../../ui/status";
import { clustersMessages } from "./messages";

type Word = "answers" | "silent" | "cordoned" | "stateUnknown";

export function clusterState(cluster: Pick<ClusterView, "conditions" | "cordoned_at">): { state: State; word: Word } {
  const answers = cluster.conditions.find((condition) => condition.type === "ApiReachable")?.status;
  if (answers === "false") return { state: "missed", word: "silent" };
  if (cluster.cordoned_at) return { state: "suspended", word: "cordoned" };
  if (answers === "true") return { state: "ready", word: "answers" };
  return { state: "unknown", word: "stateUnknown" };
}

export function ClusterStatus({ of }: { of: Pick<ClusterView, "conditions" | "cordoned_at"> }) {
  const words = useMessages(clustersMessages);
  const { state, word } = clusterState(of);
  return <Status state={state}>{words[word]}</Status>;
}
