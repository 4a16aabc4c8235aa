// A cluster to add: what its kubeconfig may do there is checked and shown before anything is stored.
import { type FormEvent, useState } from "react";
import { paths } from "../../app/paths";
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import type { RegisterCluster } from "../../api/schema.gen";
import { Button, Check, TextField } from "../../ui/controls";
import { numberOf, textOf } from "../../ui/fields";
import { useMessages } from "../../ui/language";
import { ButtonLink, useGo } from "../../ui/link";
import { Page, Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { useCheckCluster } from "./check";
import { CheckedRights } from "./CheckedRights";
import { ClusterFields } from "./ClusterFields";
import css from "./clusters.module.css";
import { POINTERS } from "./fields";
import { Kubeconfig } from "./Kubeconfig";
import { clustersMessages } from "./messages";
import { useRegisterCluster } from "./mutations";

export function NewClusterPage() {
  const words = useMessages(clustersMessages);
  const go = useGo();
  const [key] = useAttemptKey();
  const [kubeconfig, setKubeconfig] = useState("");
  const register = useRegisterCluster(key);
  const check = useCheckCluster();
  const at = (pointer: string) => (isFailure(register.error) ? register.error.field(pointer) : undefined);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = typedIn(new FormData(event.currentTarget), kubeconfig);
    register.mutate(body, { onSuccess: (made) => void go(paths.opsCluster(made.id), { replace: true }) });
  };
  return (
    <Page title={words.add}>
      <form className={css["form"]} onSubmit={submit} noValidate>
        <FailureStrip error={register.error} fields={POINTERS} />
        <Section title={words.cluster}>
          <div className={css["fields"]}>
            <div className={css["pair"]}>
              <TextField label={words.name} hint={words.nameHint} name="/name" error={at("/name")} required />
              <TextField label={words.region} hint={words.regionHint} name="/region" error={at("/region")} required />
            </div>
            <ClusterFields at={at} />
            <Check label={words.simulated} name="/simulated" />
          </div>
        </Section>
        <Section title={words.checked}>
          <div className={css["fields"]}>
            <Kubeconfig
              value={kubeconfig}
              hint={words.kubeconfigHint}
              error={at("/kubeconfig")}
              onChange={setKubeconfig}
            />
            <div>
              <Button disabled={check.isPending || kubeconfig.trim() === ""} onClick={() => check.mutate(kubeconfig)}>
                {check.isPending ? words.checking : words.check}
              </Button>
            </div>
            <FailureStrip error={check.error} />
            {check.data ? (
              <CheckedRights found={check.data.found} stale={check.data.kubeconfig !== kubeconfig} />
            ) : (
              <p className="quiet">{words.checkFirst}</p>
            )}
          </div>
        </Section>
        <div className={css["acts"]}>
          <Button type="submit" look="main" disabled={register.isPending}>
            {register.isPending ? words.adding : words.addNameless}
          </Button>
          <ButtonLink href={paths.opsClusters()}>{words.cancel}</ButtonLink>
        </div>
      </form>
    </Page>
  );
}

/** What the API takes when none is given. */
const HEADROOM = 10;

function typedIn(form: FormData, kubeconfig: string): RegisterCluster {
  const [limit, headroom] = [numberOf(form, "/node_limit"), numberOf(form, "/headroom_percent")];
  return {
    name: textOf(form, "/name"),
    region: textOf(form, "/region"),
    media_url: textOf(form, "/media_url"),
    kubeconfig,
    simulated: form.get("/simulated") !== null,
    ...(limit === undefined ? {} : { node_limit: limit }),
    headroom_percent: headroom ?? HEADROOM,
  };
}
