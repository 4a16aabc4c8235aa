// What may be changed of an institution that is there.
import { useState } from "react";
import type { Versioned } from "../../api/client";
import { isFailure } from "../../api/problem";
import type { TenantView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";
import { useAmendTenant } from "./mutations";

const POINTERS = ["/name", "/time_zone", "/external_id"];

export function AmendTenantSheet({ read, onClose }: { read: Versioned<TenantView>; onClose: () => void }) {
  const words = useMessages(tenantsMessages);
  // The version that the form was opened with: what somebody else changes meanwhile is not overwritten.
  const [opened] = useState(read);
  const amend = useAmendTenant(opened.data.id);
  const at = (pointer: string) => (isFailure(amend.error) ? amend.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const text = (name: string) => textOf(typed, name);
    const patch = { name: text("/name"), time_zone: text("/time_zone"), external_id: text("/external_id") || null };
    amend.mutate({ etag: opened.etag, patch }, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={words.renameTitle(opened.data.name)}
      send={amend.isPending ? words.saving : words.save}
      sending={amend.isPending}
      error={amend.error}
      fields={POINTERS}
      className={css["fields"]}
      onSend={send}
      onClose={onClose}
    >
      <TextField label={words.name} name="/name" error={at("/name")} defaultValue={opened.data.name} />
      <TextField label={words.zone} name="/time_zone" error={at("/time_zone")} defaultValue={opened.data.time_zone} />
      <TextField
        label={words.externalId}
        name="/external_id"
        error={at("/external_id")}
        defaultValue={opened.data.external_id ?? ""}
      />
    </FormSheet>
  );
}
