// Pauses one work of the service on a cluster or on all, with a reason and an end.
import { isFailure } from "../../api/problem";
import type { ClusterView, WorkLane } from "../../api/schema.gen";
import { SelectField, TextField } from "../../ui/controls";
import { numberIn, textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { endAfter, HOURS } from "./lanes";
import { lanesMessages } from "./lanes.messages";
import { usePauseLane } from "./mutations";

const WORKS = [
  "openings",
  "repairs",
  "deletions",
  "preload",
  "node_groups",
  "image_rolls",
  "drains",
  "recordings",
] as const satisfies readonly WorkLane[];

export function LanePauseSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(lanesMessages);
  const format = useFormat();
  const pause = usePauseLane();
  const at = (pointer: string) => (isFailure(pause.error) ? pause.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const lane = WORKS.find((one) => one === textOf(typed, "/lane")) ?? "repairs";
    const until = endAfter(Date.now(), numberIn(textOf(typed, "/until")));
    const here = textOf(typed, "/cluster_id") === "here" ? { cluster_id: cluster.id } : {};
    pause.mutate({ lane, why: textOf(typed, "/why"), until, ...here }, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={words.pauseTitle(cluster.name)}
      send={words.pauseIt}
      look="warn"
      sending={pause.isPending}
      error={pause.error}
      fields={["/lane", "/cluster_id", "/until", "/why"]}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.pauseText}</p>
      <SelectField
        label={words.work}
        name="/lane"
        error={at("/lane")}
        defaultValue="repairs"
        options={WORKS.map((one) => [one, words[one]] as const)}
      />
      <SelectField
        label={words.where}
        name="/cluster_id"
        error={at("/cluster_id")}
        defaultValue="here"
        options={[
          ["here", words.here],
          ["", words.everywhere],
        ]}
      />
      <SelectField
        label={words.hours}
        name="/until"
        error={at("/until")}
        defaultValue={String(HOURS[1])}
        options={HOURS.map((one) => [String(one), words.ofHours(format.count(one))] as const)}
      />
      <TextField label={words.why} name="/why" error={at("/why")} maxLength={500} required />
    </FormSheet>
  );
}
