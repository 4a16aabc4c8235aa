// Plans nodes that come or go. The times are the reader's own.
import { useAttemptKey } from "../../api/idempotency";
import type { ClusterView, NewCapacityChange } from "../../api/schema.gen";
import { isFailure } from "../../api/problem";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { MomentField } from "../../ui/when";
import { changesMessages } from "./changes.messages";
import { useCreateChange } from "./mutations";

const POINTERS = ["/nodes", "/from", "/until", "/note"];

export function NewChangeSheet({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const words = useMessages(changesMessages);
  const [attempt] = useAttemptKey();
  const create = useCreateChange(cluster.id, attempt);
  const at = (pointer: string) => (isFailure(create.error) ? create.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const [from, until] = [momentOf(textOf(typed, "/from")), momentOf(textOf(typed, "/until"))];
    const body: NewCapacityChange = {
      nodes: nodesIn(textOf(typed, "/nodes")),
      note: textOf(typed, "/note"),
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
    };
    create.mutate(body, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={words.planTitle(cluster.name)}
      send={create.isPending ? words.saving : words.save}
      sending={create.isPending}
      error={create.error}
      fields={POINTERS}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.planText}</p>
      <TextField label={words.nodes} hint={words.nodesHint} name="/nodes" error={at("/nodes")} required />
      <MomentField label={words.from} hint={words.fromHint} name="/from" error={at("/from")} />
      <MomentField label={words.until} hint={words.untilHint} name="/until" error={at("/until")} />
      <TextField label={words.note} name="/note" error={at("/note")} maxLength={200} required />
    </FormSheet>
  );
}

/** What is no whole number is sent as it was typed: the API refuses it at its field. */
function nodesIn(typed: string): number {
  const plain = typed.replace(/^[−–]/, "-");
  return /^[+-]?\d+$/.test(plain) ? Number(plain) : (typed as unknown as number);
}

function momentOf(typed: string): string | undefined {
  return typed ? new Date(typed).toISOString() : undefined;
}
