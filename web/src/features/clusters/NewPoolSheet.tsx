// Adds a storage pool to a cluster. Its class is looked at by the service before it is kept: what is wrong with it is said at its field.
import { useAttemptKey } from "../../api/idempotency";
import type { ClusterView } from "../../api/schema.gen";
import { isFailure } from "../../api/problem";
import { TextField } from "../../ui/controls";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { useCreatePool } from "./mutations";
import { poolsMessages } from "./pools.messages";
import { POOL_FIELDS, poolOf } from "./typed";

export function NewPoolSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(poolsMessages);
  const [attempt] = useAttemptKey();
  const create = useCreatePool(cluster.id, attempt);
  const at = (pointer: string) => (isFailure(create.error) ? create.error.field(pointer) : undefined);
  return (
    <FormSheet
      title={words.addTitle(cluster.name)}
      send={create.isPending ? words.looking : words.addIt}
      sending={create.isPending}
      error={create.error}
      fields={POOL_FIELDS}
      onSend={(typed) => create.mutate(poolOf(typed), { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.addText}</p>
      <TextField label={words.poolName} hint={words.poolNameHint} name="/name" error={at("/name")} required />
      <TextField
        label={words.storageClass}
        hint={words.storageClassHint}
        name="/storage_class"
        error={at("/storage_class")}
        required
      />
      <TextField
        label={words.bandwidthField}
        hint={words.soldHint}
        name="/bandwidth_mbit"
        inputMode="numeric"
        error={at("/bandwidth_mbit")}
        required
      />
      <TextField
        label={words.spaceField}
        hint={words.soldHint}
        name="/space_mib"
        inputMode="numeric"
        error={at("/space_mib")}
        required
      />
      <TextField
        label={words.retention}
        hint={words.retentionHint}
        name="/retention_days"
        inputMode="numeric"
        error={at("/retention_days")}
        required
      />
    </FormSheet>
  );
}
