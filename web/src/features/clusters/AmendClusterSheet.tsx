// What may be changed of a cluster that is there.
import { useState } from "react";
import type { Versioned } from "../../api/client";
import { isFailure } from "../../api/problem";
import type { AmendCluster, ClusterView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { numberOf, textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { ClusterBounds, SellsPacked, CoverField } from "./ClusterBounds";
import { ClusterFields } from "./ClusterFields";
import css from "./clusters.module.css";
import { POINTERS } from "./fields";
import { Kubeconfig } from "./Kubeconfig";
import { clustersMessages } from "./messages";
import { useAmendCluster } from "./mutations";
import { tagsIn, tagsText } from "./tags";
import { interfacesOf, sellsPackedIn, thresholdsOf, coverIn } from "./typed";

export function AmendClusterSheet({ read, onClose }: { read: Versioned<ClusterView>; onClose: () => void }) {
  const words = useMessages(clustersMessages);
  // The version that the form was opened with: what somebody else changes meanwhile is not overwritten.
  const [opened] = useState(read);
  const [kubeconfig, setKubeconfig] = useState("");
  const amend = useAmendCluster(opened.data.id);
  const at = (pointer: string) => (isFailure(amend.error) ? amend.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const headroom = numberOf(typed, "/headroom_percent");
    const patch: AmendCluster = {
      name: textOf(typed, "/name"),
      media_url: textOf(typed, "/media_url"),
      tags: tagsIn(textOf(typed, "/tags")),
      node_limit: numberOf(typed, "/node_limit") ?? null,
      node_lead_minutes: numberOf(typed, "/node_lead_minutes") ?? null,
      sells_packed: sellsPackedIn(typed),
      cover: coverIn(typed),
      thresholds: thresholdsOf(typed),
      interfaces: interfacesOf(typed),
      ...(headroom === undefined ? {} : { headroom_percent: headroom }),
      ...(kubeconfig.trim() ? { kubeconfig } : {}),
    };
    amend.mutate({ etag: opened.etag, patch }, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={words.amendTitle(opened.data.name)}
      send={amend.isPending ? words.saving : words.save}
      sending={amend.isPending}
      error={amend.error}
      fields={POINTERS}
      className={css["fields"]}
      onSend={send}
      onClose={onClose}
    >
      <TextField label={words.name} name="/name" error={at("/name")} defaultValue={opened.data.name} />
      <ClusterFields at={at} now={opened.data} />
      <SellsPacked now={opened.data} />
      <CoverField at={at} now={opened.data} />
      <TextField
        label={words.nodeLeadField}
        hint={words.nodeLeadHint}
        name="/node_lead_minutes"
        inputMode="numeric"
        error={at("/node_lead_minutes")}
        defaultValue={opened.data.node_lead_minutes ?? ""}
      />
      <TextField
        label={words.tags}
        hint={words.tagsHint}
        name="/tags"
        error={at("/tags")}
        defaultValue={tagsText(opened.data.tags)}
      />
      <ClusterBounds at={at} now={opened.data} />
      <Kubeconfig value={kubeconfig} hint={words.kubeconfigKept} error={at("/kubeconfig")} onChange={setKubeconfig} />
    </FormSheet>
  );
}
