// On the page that asks what if: whose demand grows, rooms that are larger or come up earlier, and a further cluster. Looked at where they are opened.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import type { ClusterView } from "../../api/schema.gen";
import { SelectField, TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { KINDS, useKindName } from "../orders/kinds";
import { tenants } from "../tenants/queries";
import { capacityMessages } from "./messages";
import { FURTHER } from "./what-if";
import css from "./what-if.module.css";
import { Folded } from "./WhatIfFolded";

/** The API's sentence about a field, by where it is in the question. */
interface Asks {
  wrong: (pointer: string) => string | undefined;
}

/** Of which institution and which kind the demand grows; without either, all. */
export function Whose({ wrong }: Asks) {
  const words = useMessages(capacityMessages);
  const [typed, setTyped] = useState("");
  const list = useId();
  const q = useDeferredValue(typed.trim());
  const found = useInfiniteQuery(tenants(q ? { q } : {})).data?.pages[0]?.items ?? [];
  return (
    <>
      <TextField
        label={words.ofInstitution}
        hint={words.ofInstitutionHint}
        name="/grow/0/tenant_id"
        list={list}
        autoComplete="off"
        error={wrong("/grow/0/tenant_id")}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={list}>
        {found.map((tenant) => (
          <option key={tenant.id} value={tenant.id}>
            {tenant.name}
          </option>
        ))}
      </datalist>
      <KindField label={words.ofKind} name="/grow/0/kind" />
    </>
  );
}

function KindField({ label, name }: { label: string; name: string }) {
  const words = useMessages(capacityMessages);
  const kindName = useKindName();
  return (
    <SelectField
      label={label}
      name={name}
      options={[["", words.everyKind], ...KINDS.map((kind) => [kind, kindName(kind)] as const)]}
    />
  );
}

/** What a room of a kind needs, and how long before its lessons rooms come up. */
export function RoomChanges({ wrong }: Asks) {
  const words = useMessages(capacityMessages);
  const kindName = useKindName();
  const bad = ["/resize/0/percent", "/lead/0/minutes"].some(wrong);
  return (
    <Folded title={words.roomChanges} bad={bad}>
      <div className={css["fields"]}>
        <SelectField
          label={words.sizeOfKind}
          name="/resize/0/kind"
          options={KINDS.map((kind) => [kind, kindName(kind)] as const)}
        />
        <TextField
          label={words.sizePercent}
          name="/resize/0/percent"
          inputMode="numeric"
          placeholder="100"
          error={wrong("/resize/0/percent")}
        />
        <KindField label={words.leadOfKind} name="/lead/0/kind" />
        <TextField
          label={words.leadMinutes}
          name="/lead/0/minutes"
          inputMode="numeric"
          error={wrong("/lead/0/minutes")}
        />
      </div>
    </Folded>
  );
}

/** A cluster that is not there yet, of nodes like those of one that is. */
export function FurtherCluster({ clusters, wrong }: Asks & { clusters: readonly Pick<ClusterView, "id" | "name">[] }) {
  const words = useMessages(capacityMessages);
  const bad = ["/add/0/nodes", "/add/0/region"].some(wrong);
  return (
    <Folded title={words.furtherCluster} bad={bad}>
      <div className={css["fields"]}>
        <SelectField
          label={words.nodesLike}
          name={FURTHER.like}
          options={clusters.map(({ id, name }) => [id, name] as const)}
        />
        <TextField label={words.furtherNodes} name={FURTHER.nodes} inputMode="numeric" error={wrong("/add/0/nodes")} />
        <TextField
          label={words.furtherRegion}
          hint={words.furtherRegionHint}
          name={FURTHER.region}
          error={wrong("/add/0/region")}
        />
      </div>
    </Folded>
  );
}
