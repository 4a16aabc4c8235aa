// What would no longer fit if demand grew, or nodes came or went: asked of the service, which changes nothing.
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent } from "react";
import { useNow } from "../../api/clock";
import { isFailure } from "../../api/problem";
import type { ClusterView } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Button, Check, TextField } from "../../ui/controls";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Name } from "../../ui/name";
import { Page, Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { DateField } from "../../ui/when";
import { clusters } from "../clusters/queries";
import { capacityMessages } from "./messages";
import { bodyOf, fieldsOf, lostOf, nodesOf, useAskWhatIf } from "./what-if";
import { poolFields } from "./what-if-pools";
import css from "./what-if.module.css";
import { WhatIfAnswered } from "./WhatIfAnswered";
import { WhatIfPools } from "./WhatIfPools";
import { FurtherCluster, FurtherGrowths, Growth, RoomChanges } from "./WhatIfRooms";

export function WhatIfPage() {
  const words = useMessages(capacityMessages);
  const now = useNow(60_000);
  const query = useInfiniteQuery(clusters());
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const ask = useAskWhatIf();
  const pools = poolFields(ask.variables);
  const fields = [...fieldsOf(ask.variables), ...pools.values()];
  // What no field says is said on top.
  const at = (pointer: string) =>
    isFailure(ask.error) && fields.includes(pointer) ? ask.error.field(pointer) : undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(bodyOf(new FormData(event.currentTarget), items));
  };
  const forget = () => {
    if (ask.isError) ask.reset();
  };
  const regions = [...new Set(items.map((cluster) => cluster.region))].sort();
  return (
    <Page
      title={words.whatIf}
      sub={words.whatIfSub}
      acts={<ButtonLink href={paths.opsCapacity()}>{words.capacity}</ButtonLink>}
    >
      <form className={css["form"]} onSubmit={submit} noValidate>
        <FailureStrip error={ask.error} fields={fields} />
        <div className={css["fields"]}>
          <Growth n={0} regions={regions} wrong={at} />
          <DateField label={words.fromDay} name="/from" required defaultValue={dayIn(undefined, now)} />
          <TextField label={words.forDays} name="/days" inputMode="numeric" defaultValue="28" error={at("/to")} />
        </div>
        <FurtherGrowths regions={regions} wrong={at} onRemoved={forget} />
        {items.length > 0 && <NodeChanges clusters={items} />}
        <RoomChanges wrong={at} />
        {items.length > 0 && <FurtherCluster clusters={items} wrong={at} />}
        {items.length > 0 && (
          <WhatIfPools
            clusters={items}
            wrong={(name) => at(pools.get(name) ?? "")}
            bad={[...pools.values()].some(at)}
          />
        )}
        <div className={css["acts"]}>
          <Button type="submit" look="main" disabled={ask.isPending || query.isPending}>
            {ask.isPending ? words.working : words.workOut}
          </Button>
          <span className="quiet">{words.changesNothing}</span>
        </div>
      </form>
      {ask.data && <WhatIfAnswered answer={ask.data} clusters={items} />}
    </Page>
  );
}

function NodeChanges({ clusters }: { clusters: readonly ClusterView[] }) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  return (
    <Section title={words.nodeChanges} ruled={false}>
      <Table label={words.nodeChanges} dense>
        <thead>
          <tr>
            <th scope="col">{words.cluster}</th>
            <th scope="col" className="only-l">
              {words.region}
            </th>
            <th scope="col" className="num">
              {words.nodesNow}
            </th>
            <th scope="col">{words.moreOrFewer}</th>
            <th scope="col">{words.lost}</th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((cluster) => (
            <tr key={cluster.id}>
              <th scope="row">
                <Name max={32}>{cluster.name}</Name>
              </th>
              <td className="only-l">
                <Name max={32}>{cluster.region}</Name>
              </td>
              <td className="num">{cluster.nodes ? format.count(cluster.nodes.sold) : "–"}</td>
              <td>
                <input
                  className={css["nodes"]}
                  name={nodesOf(cluster.id)}
                  inputMode="text"
                  placeholder="0"
                  aria-label={words.moreOrFewerOf(cluster.name)}
                />
              </td>
              <td>
                <Check label={<span className="vh">{words.lostOf(cluster.name)}</span>} name={lostOf(cluster.id)} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
