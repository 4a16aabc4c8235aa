// A new partner, and another name for one that is there.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Versioned } from "../../api/client";
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import type { PartnerView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { partnersMessages } from "./messages";
import { useAmendPartner, useCreatePartner } from "./mutations";
import { partner } from "./queries";

interface Typed {
  name: string;
  external_id: string | null;
}

interface PartnerFormProps {
  title: string;
  send: string;
  sending: boolean;
  error: unknown;
  now?: PartnerView;
  onSend: (typed: Typed) => void;
  onClose: () => void;
}

const POINTERS = ["/name", "/external_id"];

function PartnerForm({ title, send, sending, error, now, onSend, onClose }: PartnerFormProps) {
  const words = useMessages(partnersMessages);
  const at = (pointer: string) => (isFailure(error) ? error.field(pointer) : undefined);
  const typed = (form: FormData) =>
    onSend({ name: textOf(form, "/name"), external_id: textOf(form, "/external_id") || null });
  return (
    <FormSheet
      title={title}
      send={send}
      sending={sending}
      error={error}
      fields={POINTERS}
      onSend={typed}
      onClose={onClose}
    >
      <TextField
        label={words.name}
        name="/name"
        error={at("/name")}
        defaultValue={now?.name}
        maxLength={200}
        required
      />
      <TextField
        label={words.externalId}
        hint={words.externalIdHint}
        name="/external_id"
        error={at("/external_id")}
        defaultValue={now?.external_id ?? ""}
      />
    </FormSheet>
  );
}

export function NewPartnerSheet({ onClose }: { onClose: () => void }) {
  const words = useMessages(partnersMessages);
  const [key] = useAttemptKey();
  const create = useCreatePartner(key);
  return (
    <PartnerForm
      title={words.make}
      send={create.isPending ? words.creating : words.createNameless}
      sending={create.isPending}
      error={create.error}
      onSend={(typed) => create.mutate(typed, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

/** The list has no versions: the one to change is read first. */
export function AmendPartnerSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useQuery({ ...partner(id), staleTime: 0, refetchOnWindowFocus: false }).data;
  return read && <AmendForm read={read} onClose={onClose} />;
}

function AmendForm({ read, onClose }: { read: Versioned<PartnerView>; onClose: () => void }) {
  const words = useMessages(partnersMessages);
  // The version that the form was opened with: what somebody else changes meanwhile is not overwritten.
  const [opened] = useState(read);
  const amend = useAmendPartner(opened.data.id);
  return (
    <PartnerForm
      title={words.renameOf(opened.data.name)}
      send={amend.isPending ? words.saving : words.save}
      sending={amend.isPending}
      error={amend.error}
      now={opened.data}
      onSend={(patch) => amend.mutate({ etag: opened.etag, patch }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
