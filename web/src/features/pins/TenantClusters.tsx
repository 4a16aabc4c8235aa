// On which clusters an institution's orders may be, and the choice of others.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Versioned } from "../../api/client";
import { useCan } from "../../api/permissions";
import type { ClusterView, TenantClusters as Pins, TenantView } from "../../api/schema.gen";
import { Button, SelectField, TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Facts, Section } from "../../ui/page";
import { MayNot } from "../me/MayNot";
import { clusters } from "../clusters/queries";
import { tagsIn, tagsText } from "../clusters/tags";
import { pinsMessages } from "./messages";
import { usePinClusters } from "./mutations";
import { clustersOf } from "./queries";

export function TenantClusters({ tenant }: { tenant: TenantView }) {
  const words = useMessages(pinsMessages);
  const query = useQuery(clustersOf(tenant.id));
  const may = useCan("clusters:manage");
  const all = useInfiniteQuery({ ...clusters(), enabled: may });
  const [open, setOpen] = useState(false);
  const there = all.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title={words.clusters}
      aside={
        may ? (
          there.length > 0 && <Button onClick={() => setOpen(true)}>{words.choose}</Button>
        ) : (
          <MayNot to="clusters:manage">{words.choose}</MayNot>
        )
      }
    >
      <Loaded query={query} rows={2}>
        {(read) => (
          <>
            <PinList pins={read.data} />
            {open && <PinSheet tenant={tenant} read={read} clusters={there} onClose={() => setOpen(false)} />}
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** A view. */
export function PinList({ pins }: { pins: Pins }) {
  const words = useMessages(pinsMessages);
  const format = useFormat();
  const names = (of: Pins["only"]) => format.list(of.map((one) => one.name));
  const { all = [], none = [] } = pins.tags;
  if (pins.only.length + pins.never.length + all.length + none.length === 0)
    return <p className="quiet">{words.any}</p>;
  return (
    <>
      <Facts
        facts={[
          pins.only.length > 0 && [words.only, names(pins.only)],
          pins.never.length > 0 && [words.never, names(pins.never)],
          all.length > 0 && [words.tagsAll, format.list(all)],
          none.length > 0 && [words.tagsNone, format.list(none)],
        ]}
      />
      {pins.orders_elsewhere > 0 && <p>{words.elsewhere(format.count(pins.orders_elsewhere))}</p>}
    </>
  );
}

interface PinSheetProps {
  tenant: TenantView;
  read: Versioned<Pins>;
  clusters: readonly ClusterView[];
  onClose: () => void;
}

function PinSheet({ tenant, read, clusters, onClose }: PinSheetProps) {
  const words = useMessages(pinsMessages);
  const change = usePinClusters(tenant.id);
  // What was read when it opened: somebody else's choice meanwhile is not overwritten.
  const [opened] = useState(read);
  const ruleOf = (id: string) =>
    opened.data.only.some((one) => one.id === id)
      ? "only"
      : opened.data.never.some((one) => one.id === id)
        ? "never"
        : "";
  const send = (typed: FormData) => {
    const of = (rule: string) => clusters.map((one) => one.id).filter((id) => textOf(typed, `/${id}`) === rule);
    const tags = { all: tagsIn(textOf(typed, "/tags/all")), none: tagsIn(textOf(typed, "/tags/none")) };
    change.mutate({ etag: opened.etag, body: { only: of("only"), never: of("never"), tags } }, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={words.chooseTitle(tenant.name)}
      send={change.isPending ? words.saving : words.save}
      sending={change.isPending}
      error={change.error}
      fields={[]}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.chooseText}</p>
      <TextField
        label={words.tagsAll}
        hint={words.tagsHint}
        name="/tags/all"
        defaultValue={tagsText(opened.data.tags.all ?? [])}
      />
      <TextField label={words.tagsNone} name="/tags/none" defaultValue={tagsText(opened.data.tags.none ?? [])} />
      {clusters.map((one) => (
        <SelectField
          key={one.id}
          label={one.name}
          name={`/${one.id}`}
          defaultValue={ruleOf(one.id)}
          options={[
            ["", words.ruleAny],
            ["only", words.ruleOnly],
            ["never", words.ruleNever],
          ]}
        />
      ))}
    </FormSheet>
  );
}
