import { type FormEvent, useId, useState } from "react";
import type { Versioned } from "../../api/client";
import { isFailure } from "../../api/problem";
import type { TenantView } from "../../api/schema.gen";
import { Button, TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { useMessages } from "../../ui/language";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";
import { useAmendTenant } from "./mutations";

const POINTERS = ["/name", "/time_zone", "/external_id"];

export function AmendTenantSheet({ read, onClose }: { read: Versioned<TenantView>; onClose: () => void }) {
  const words = useMessages(tenantsMessages);
  // The version that the form was opened with: what somebody else changes meanwhile is not overwritten.
  const [opened] = useState(read);
  const form = useId();
  const amend = useAmendTenant(opened.data.id);
  const at = (pointer: string) => (isFailure(amend.error) ? amend.error.field(pointer) : undefined);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => textOf(typed, name);
    const patch = { name: text("/name"), time_zone: text("/time_zone"), external_id: text("/external_id") || null };
    amend.mutate({ etag: opened.etag, patch }, { onSuccess: onClose });
  };
  return (
    <Sheet
      title={words.renameTitle(opened.data.name)}
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
      <form id={form} className={css["fields"]} onSubmit={submit} noValidate>
        <FailureStrip error={amend.error} fields={POINTERS} />
        <TextField label={words.name} name="/name" error={at("/name")} defaultValue={opened.data.name} />
        <TextField label={words.zone} name="/time_zone" error={at("/time_zone")} defaultValue={opened.data.time_zone} />
        <TextField
          label={words.externalId}
          name="/external_id"
          error={at("/external_id")}
          defaultValue={opened.data.external_id ?? ""}
        />
      </form>
    </Sheet>
  );
}
