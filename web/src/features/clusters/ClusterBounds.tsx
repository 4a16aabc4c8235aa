// What a cluster sells and bears, and how its rooms get network interfaces of their own: fields beside its other limits.
import { useId } from "react";
import type { ClusterView } from "../../api/schema.gen";
import { Check, SelectField, TextField } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { boundsMessages } from "./bounds.messages";
import css from "./clusters.module.css";
import { COVERS } from "./typed";

interface ClusterBoundsProps {
  at: (pointer: string) => string | undefined;
  now: Pick<ClusterView, "thresholds" | "interfaces">;
}

/** What Kubernetes publishes of what a cluster bears. */
const PUBLISHED = { namespaces: 10_000, services: 10_000, pods: 150_000 } as const;

export function ClusterBounds({ at, now }: ClusterBoundsProps) {
  return (
    <>
      <Thresholds at={at} now={now} />
      <Interfaces at={at} now={now} />
    </>
  );
}

export function SellsPacked({ now }: { now: Pick<ClusterView, "sells_packed"> }) {
  const words = useMessages(boundsMessages);
  const told = useId();
  return (
    <div>
      <Check label={words.packed} name="/sells_packed" defaultChecked={now.sells_packed} aria-describedby={told} />
      <p id={told} className="small quiet">
        {words.packedHint}
      </p>
    </div>
  );
}

export function CoverField({ at, now }: { at: ClusterBoundsProps["at"]; now: Pick<ClusterView, "cover"> }) {
  const words = useMessages(boundsMessages);
  return (
    <SelectField
      label={words.cover}
      hint={words.coverHint}
      name="/cover"
      error={at("/cover")}
      defaultValue={now.cover}
      options={COVERS.map((cover) => [cover, words[`cover_${cover}`]])}
    />
  );
}

function Thresholds({ at, now }: ClusterBoundsProps) {
  const words = useMessages(boundsMessages);
  const format = useFormat();
  const field = (name: keyof ClusterView["thresholds"], label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      name={`/thresholds/${name}`}
      inputMode="numeric"
      error={at(`/thresholds/${name}`)}
      defaultValue={now.thresholds[name] ?? ""}
    />
  );
  const published = (name: keyof typeof PUBLISHED) => words.published(format.count(PUBLISHED[name]));
  return (
    <Section title={words.bears}>
      <div className={css["fields"]}>
        <p className="quiet">{words.bearsText}</p>
        <div className={css["pair"]}>
          {field("namespaces", words.namespaces, published("namespaces"))}
          {field("services", words.services, published("services"))}
        </div>
        <div className={css["pair"]}>
          {field("pods", words.pods, published("pods"))}
          {field("pods_per_node", words.perNode, words.asKubelet)}
        </div>
      </div>
    </Section>
  );
}

function Interfaces({ at, now }: ClusterBoundsProps) {
  const words = useMessages(boundsMessages);
  const is = now.interfaces;
  return (
    <Section title={words.interfaces}>
      <div className={css["fields"]}>
        <p className="quiet">{words.interfacesText}</p>
        <div className={css["pair"]}>
          <TextField
            label={words.resource}
            hint={words.resourceHint}
            name="/interfaces/resource"
            error={at("/interfaces/resource") ?? at("/interfaces")}
            defaultValue={is?.resource}
          />
          <SelectField
            label={words.isolation}
            name="/interfaces/isolation"
            error={at("/interfaces/isolation")}
            defaultValue={is?.isolation ?? "network_policy"}
            options={[
              ["network_policy", words.network_policy],
              ["security_group", words.security_group],
            ]}
          />
        </div>
        <div className={css["pair"]}>
          <TextField
            label={words.key}
            hint={words.keyHint}
            name="/interfaces/annotation/key"
            error={at("/interfaces/annotation/key")}
            defaultValue={is?.annotation?.key}
          />
          <TextField
            label={words.value}
            name="/interfaces/annotation/value"
            error={at("/interfaces/annotation/value")}
            defaultValue={is?.annotation?.value}
          />
        </div>
      </div>
    </Section>
  );
}
