// How a cluster is: what matters most to whoever places orders comes first.
import type { ClusterView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Status, type State } from "../../ui/status";
import { clustersMessages } from "./messages";

type Word = "answers" | "silent" | "cutOff" | "cordoned" | "stateUnknown";

const statusOf = (cluster: Pick<ClusterView, "conditions">, type: string) =>
  cluster.conditions.find((condition) => condition.type === type)?.status;

export function clusterState(cluster: Pick<ClusterView, "conditions" | "cordoned_at">): { state: State; word: Word } {
  const answers = statusOf(cluster, "ApiReachable");
  if (answers === "false") return { state: "missed", word: "silent" };
  if (statusOf(cluster, "RoomsReachable") === "false") return { state: "missed", word: "cutOff" };
  if (cluster.cordoned_at) return { state: "suspended", word: "cordoned" };
  if (answers === "true") return { state: "ready", word: "answers" };
  return { state: "unknown", word: "stateUnknown" };
}

export function ClusterStatus({ of }: { of: Pick<ClusterView, "conditions" | "cordoned_at"> }) {
  const words = useMessages(clustersMessages);
  const { state, word } = clusterState(of);
  return <Status state={state}>{words[word]}</Status>;
}
