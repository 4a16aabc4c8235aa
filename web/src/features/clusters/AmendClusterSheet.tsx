import { type FormEvent, useId, useState } from "react";
import type { Versioned } from "../../api/client";
import { isFailure } from "../../api/problem";
import type { AmendCluster, ClusterView } from "../../api/schema.gen";
import { Button, TextField } from "../../ui/controls";
import { numberOf, textOf } from "../../ui/fields";
import { useMessages } from "../../ui/language";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { ClusterFields } from "./ClusterFields";
import css from "./clusters.module.css";
import { POINTERS } from "./fields";
import { Kubeconfig } from "./Kubeconfig";
import { clustersMessages } from "./messages";
import { useAmendCluster } from "./mutations";

export function AmendClusterSheet({ read, onClose }: { read: Versioned<ClusterView>; onClose: () => void }) {
  const words = useMessages(clustersMessages);
  // The version that the form was opened with: what somebody else changes meanwhile is not overwritten.
  const [opened] = useState(read);
  const [kubeconfig, setKubeconfig] = useState("");
  const form = useId();
  const amend = useAmendCluster(opened.data.id);
  const at = (pointer: string) => (isFailure(amend.error) ? amend.error.field(pointer) : undefined);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const headroom = numberOf(typed, "/headroom_percent");
    const patch: AmendCluster = {
      name: textOf(typed, "/name"),
      media_url: textOf(typed, "/media_url"),
      node_limit: numberOf(typed, "/node_limit") ?? null,
      ...(headroom === undefined ? {} : { headroom_percent: headroom }),
      ...(kubeconfig.trim() ? { kubeconfig } : {}),
    };
    amend.mutate({ etag: opened.etag, patch }, { onSuccess: onClose });
  };
  return (
    <Sheet
      title={words.amendTitle(opened.data.name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" form={form} look="main" disabled={amend.isPending}>
            {amend.isPending ? words.saving : words.save}
          </Button>
        </>
      }
    >
      <FailureStrip error={amend.error} fields={POINTERS} />
      <form id={form} className={css["fields"]} onSubmit={submit} noValidate>
        <TextField label={words.name} name="/name" error={at("/name")} defaultValue={opened.data.name} />
        <ClusterFields at={at} now={opened.data} />
        <Kubeconfig value={kubeconfig} hint={words.kubeconfigKept} error={at("/kubeconfig")} onChange={setKubeconfig} />
      </form>
    </Sheet>
  );
}
