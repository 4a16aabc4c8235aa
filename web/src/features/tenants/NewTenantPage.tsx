// An institution and its first owner. The owner is a second request: when that one is refused, the institution is there and the owner is asked again.
import { type FormEvent, useState } from "react";
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import type { AddedMember, NewTenant, TenantView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { textOf } from "../../ui/fields";
import { Page } from "../../ui/page";
import { tenantsMessages } from "./messages";
import { useAddMember, useCreateTenant } from "./mutations";
import { NewTenantForm, type TypedTenant } from "./NewTenantForm";
import { TenantMade } from "./TenantMade";

export function NewTenantPage() {
  const words = useMessages(tenantsMessages);
  const [tenantKey] = useAttemptKey();
  const [ownerKey, renewOwnerKey] = useAttemptKey();
  const create = useCreateTenant(tenantKey);
  const add = useAddMember(ownerKey);
  const [made, setMade] = useState<TenantView>();
  const [owner, setOwner] = useState<AddedMember>();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = typedIn(new FormData(event.currentTarget));
    void (async () => {
      const tenant = made ?? (await create.mutateAsync(typed.tenant));
      setMade(tenant);
      setOwner(await add.mutateAsync({ tenant: tenant.id, body: { email: typed.email, role: "owner" } }));
    })().catch((error: unknown) => {
      if (isFailure(error) && error.kind === "invalid") renewOwnerKey();
    });
  };

  return (
    <Page title={made && owner ? words.madeTitle(made.name) : words.newTitle}>
      {made && owner ? (
        <TenantMade tenant={made} owner={owner} />
      ) : (
        <NewTenantForm
          made={made}
          sending={create.isPending || add.isPending}
          error={create.error ?? add.error}
          onSubmit={submit}
        />
      )}
    </Page>
  );
}

function typedIn(form: FormData): TypedTenant {
  const text = (name: string) => textOf(form, name);
  const tenant: NewTenant = {
    name: text("/name"),
    time_zone: text("/time_zone"),
    currency: text("/currency").toUpperCase(),
    livemode: form.get("/livemode") === null,
    ...(text("/external_id") ? { external_id: text("/external_id") } : {}),
  };
  return { tenant, email: text("/email") };
}
