// Another version of a plan, which goes on from the newest.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { Plan } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { ButtonLink, useGo } from "../../../ui/link";
import { Loaded } from "../../../ui/loaded";
import { Page } from "../../../ui/page";
import { usePathParam } from "../../../ui/params";
import { FailureStrip } from "../../../ui/strip";
import { useCreateVersion } from "../mutations";
import css from "../prices.module.css";
import { plan } from "../queries";
import { plansMessages } from "./messages";
import { emptyVersion, pointersOf, typedOf, versionOf } from "./typed";
import { VersionFields } from "./VersionFields";
import { MovesNobody } from "./VersionUse";

export function NewVersionPage() {
  const words = useMessages(plansMessages);
  const query = useQuery(plan(usePathParam("id")));
  return (
    <Page title={query.data ? words.newVersionOf(query.data.name) : words.makeVersion}>
      <Loaded query={query}>{(found) => <Form of={found} />}</Loaded>
    </Page>
  );
}

function Form({ of }: { of: Plan }) {
  const words = useMessages(plansMessages);
  const go = useGo();
  const [key] = useAttemptKey();
  const create = useCreateVersion(of.id, key);
  const [typed, setTyped] = useState(() => (of.versions[0] ? typedOf(of.versions[0]) : emptyVersion()));
  const at = (pointer: string) => (isFailure(create.error) ? create.error.field(pointer) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(versionOf(typed), { onSuccess: () => void go(paths.opsPlan(of.id)) });
  };
  return (
    <form className={css["form"]} onSubmit={submit} noValidate>
      <p className="quiet">{words.stays}</p>
      <MovesNobody plan={of.id} />
      <FailureStrip error={create.error} fields={pointersOf(typed, "")} />
      <VersionFields typed={typed} base="" at={at} onChange={setTyped} />
      <div className="acts">
        <Button type="submit" look="main" disabled={create.isPending}>
          {create.isPending ? words.creating : words.createVersion}
        </Button>
        <ButtonLink href={paths.opsPlan(of.id)}>{words.cancel}</ButtonLink>
      </div>
    </form>
  );
}
