// Adds a node group to a cluster. Its object is looked at by the service before it is kept: what is wrong with it is said at its field.
import { useAttemptKey } from "../../api/idempotency";
import type { ClusterView } from "../../api/schema.gen";
import { isFailure } from "../../api/problem";
import { SelectField, TextField } from "../../ui/controls";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import css from "./clusters.module.css";
import { groupsMessages } from "./groups.messages";
import { useCreateGroup } from "./mutations";
import { GROUP_FIELDS, groupOf } from "./typed";

const API_VERSION = "cluster.x-k8s.io/v1beta2";
const KIND = "MachineDeployment";

export function NewGroupSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(groupsMessages);
  const [attempt] = useAttemptKey();
  const create = useCreateGroup(cluster.id, attempt);
  const at = (pointer: string) => (isFailure(create.error) ? create.error.field(pointer) : undefined);
  const number = (pointer: "/min" | "/max" | "/boot_minutes", label: string, hint?: string) => (
    <TextField
      label={label}
      {...(hint ? { hint } : {})}
      name={pointer}
      inputMode="numeric"
      error={at(pointer)}
      required
    />
  );
  return (
    <FormSheet
      title={words.addTitle(cluster.name)}
      send={create.isPending ? words.looking : words.addIt}
      sending={create.isPending}
      error={create.error}
      fields={GROUP_FIELDS}
      onSend={(typed) => create.mutate(groupOf(typed), { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.addText}</p>
      <div className={css["pair"]}>
        <TextField
          label={words.apiVersion}
          name="/api_version"
          error={at("/api_version")}
          defaultValue={API_VERSION}
          required
        />
        <TextField label={words.kind} name="/kind" error={at("/kind")} defaultValue={KIND} required />
      </div>
      <div className={css["pair"]}>
        <TextField label={words.namespace} name="/namespace" error={at("/namespace")} required />
        <TextField label={words.objectName} name="/name" error={at("/name")} required />
      </div>
      <TextField
        label={words.nodeLabel}
        hint={words.nodeLabelHint}
        name="/node_label"
        error={at("/node_label")}
        placeholder="node-pool=rooms"
        required
      />
      <div className={css["pair"]}>
        {number("/min", words.least)}
        {number("/max", words.mostField)}
      </div>
      {number("/boot_minutes", words.boot, words.bootHint)}
      <SelectField
        label={words.givesBack}
        hint={words.givesBackHint}
        name="/gives_back"
        defaultValue=""
        options={[
          ["", words.givesBackByKind],
          ["yes", words.givesBackYes],
          ["no", words.givesBackNo],
        ]}
      />
    </FormSheet>
  );
}
