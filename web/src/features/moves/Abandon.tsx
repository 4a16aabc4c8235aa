// A cluster that never comes back: what is held there is let go of, with the reason, so that it can be removed.
import { useState } from "react";
import type { ClusterView } from "../../api/schema.gen";
import { isFailure } from "../../api/problem";
import { Button, TextArea } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { movesMessages } from "./messages";
import { useAbandon } from "./mutations";

export function Abandon({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const run = useAbandon(cluster.id);
  const done = run.data;
  return (
    <Section title={words.abandon}>
      <p>{words.abandonText}</p>
      <p>
        <Button look="warn" onClick={() => setOpen(true)}>
          {words.abandonIt}
        </Button>
      </p>
      {done && (
        <p>
          {words.abandoned(format.count(done.left + done.released), format.count(done.remaining))}{" "}
          {done.more && words.again}
        </p>
      )}
      {open && (
        <FormSheet
          title={words.abandonTitle(cluster.name)}
          send={words.abandonNow}
          sending={run.isPending}
          error={run.error}
          fields={["/reason"]}
          onSend={(typed) => run.mutate(textOf(typed, "/reason"), { onSuccess: () => setOpen(false) })}
          onClose={() => setOpen(false)}
        >
          <p>{words.abandonWarning}</p>
          <TextArea
            label={words.why}
            name="/reason"
            rows={3}
            maxLength={500}
            required
            error={isFailure(run.error) ? run.error.field("/reason") : undefined}
          />
        </FormSheet>
      )}
    </Section>
  );
}
