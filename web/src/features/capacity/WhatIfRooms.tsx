// On the page that asks what if: whose demand grows, rooms that are larger or come up earlier, and a further cluster. Looked at where they are opened.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useRef, useState } from "react";
import type { ClusterView } from "../../api/schema.gen";
import { Button, SelectField, TextField } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { KINDS, useKindName } from "../orders/kinds";
import { tenants } from "../tenants/queries";
import { capacityMessages } from "./messages";
import { FURTHER, GROWTHS_MAX } from "./what-if";
import css from "./what-if.module.css";
import { Folded } from "./WhatIfFolded";

/** The API's sentence about a field, by where it is in the question. */
interface Asks {
  wrong: (pointer: string) => string | undefined;
}

/** Of which institution and which kind the demand grows; without either, all. */
export function Whose({ n, wrong }: Asks & { n: number }) {
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
        name={`/grow/${n}/tenant_id`}
        list={list}
        autoComplete="off"
        error={wrong(`/grow/${n}/tenant_id`)}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={list}>
        {found.map((tenant) => (
          <option key={tenant.id} value={tenant.id}>
            {tenant.name}
          </option>
        ))}
      </datalist>
      <KindField label={words.ofKind} name={`/grow/${n}/kind`} />
    </>
  );
}

/** How much of what is booked, where and whose. */
export function Growth({ n, regions, wrong }: Asks & { n: number; regions: readonly string[] }) {
  const words = useMessages(capacityMessages);
  return (
    <>
      <TextField
        label={words.percent}
        hint={words.percentHint}
        name={`/grow/${n}/percent`}
        inputMode="numeric"
        defaultValue="100"
        error={wrong(`/grow/${n}/percent`)}
      />
      <SelectField
        label={words.inRegion}
        name={`/grow/${n}/region`}
        options={[["", words.everywhere], ...regions.map((region) => [region, region] as const)]}
      />
      <Whose n={n} wrong={wrong} />
    </>
  );
}

interface FurtherGrowthsProps extends Asks {
  regions: readonly string[];
  /** Those behind one that is removed are another's place from then on: what was said of places is said no more. */
  onRemoved: () => void;
}

/** Growths add up: of one institution by so much, and of all others by less. */
export function FurtherGrowths({ regions, wrong, onRemoved }: FurtherGrowthsProps) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  // Each keeps what was typed in it where one before it is removed.
  const [more, setMore] = useState<readonly number[]>([]);
  const most = useId();
  const further = useRef<HTMLParagraphElement>(null);
  const full = more.length + 1 >= GROWTHS_MAX;
  const add = () => setMore([...more, (more.at(-1) ?? 0) + 1]);
  const remove = (growth: number) => {
    setMore(more.filter((one) => one !== growth));
    onRemoved();
    further.current?.querySelector("button")?.focus();
  };
  return (
    <>
      {more.map((growth, at) => {
        const name = words.growth(format.count(at + 2));
        return (
          <div key={growth} role="group" aria-label={name} className={css["fields"]}>
            <Growth n={at + 1} regions={regions} wrong={wrong} />
            <div className={css["remove"]}>
              <Button look="small" onClick={() => remove(growth)} aria-label={words.removeGrowth(name)}>
                {words.remove}
              </Button>
            </div>
          </div>
        );
      })}
      <p ref={further} className={css["further"]}>
        {/* Pressed for the last time it stays where it is, with the focus on it. */}
        <Button
          look="small"
          onClick={full ? undefined : add}
          {...(full ? { "aria-disabled": true, "aria-describedby": most } : {})}
        >
          {words.furtherGrowth}
        </Button>
        <span id={most} role="status" className="small quiet">
          {full && words.growthsMost(format.count(GROWTHS_MAX))}
        </span>
      </p>
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
