// Storage pools of a cluster: how much of each is booked at its peak, how many orders record into it, and whether it takes new ones.
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ClusterView, PoolMeasureView, StoragePoolView } from "../../api/schema.gen";
import { useCan } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { More, Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { useOpenPool } from "./mutations";
import { NewPoolSheet } from "./NewPoolSheet";
import { poolsMessages } from "./pools.messages";
import { storagePools } from "./queries";

const MIB_OF_A_GIB = 1024;

const TO = "clusters:manage";

export function ClusterPools({ cluster }: { cluster: ClusterView }) {
  const words = useMessages(poolsMessages);
  const query = useSuspenseInfiniteQuery(storagePools(cluster.id));
  const manage = useCan(TO);
  const told = useId();
  const open = useOpenPool(cluster.id);
  const [adds, setAdds] = useState(false);
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Section
      title={words.pools}
      ruled={found.length === 0}
      aside={
        manage ? (
          <Button onClick={() => setAdds(true)}>{words.add}</Button>
        ) : (
          <MayNot to={TO} told={told}>
            {words.add}
          </MayNot>
        )
      }
    >
      <div className="stack-s">
        <FailureStrip error={open.error} />
        {found.length === 0 ? (
          <p className="quiet">{words.noPools}</p>
        ) : (
          <PoolTable pools={found} told={told} {...(manage ? { onOpen: open.mutate, opening: open.isPending } : {})} />
        )}
        <More query={query} />
        <WhoMay id={told} to={[TO]} />
      </div>
      {adds && <NewPoolSheet cluster={cluster} onClose={() => setAdds(false)} />}
    </Section>
  );
}

interface PoolTableProps {
  pools: readonly StoragePoolView[];
  /** Where it is said who may. */
  told: string;
  onOpen?: (change: { pool: string; open: boolean }) => void;
  opening?: boolean;
}

/** A view. */
function PoolTable({ pools, told, onOpen, opening }: PoolTableProps) {
  const words = useMessages(poolsMessages);
  const format = useFormat();
  const measure = ({ peak, sold }: PoolMeasureView, unit: number) =>
    `${format.count(Math.ceil(peak / unit))} / ${format.count(Math.floor(sold / unit))}`;
  return (
    <Table label={words.pools} dense>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col" className="num">
            {words.bandwidth}
          </th>
          <th scope="col" className="num">
            {words.space}
          </th>
          <th scope="col" className="num">
            {words.orders}
          </th>
          <th scope="col" className="num">
            {words.kept}
          </th>
          <th scope="col">{words.state}</th>
          <th scope="col">
            <span className="vh">{words.close}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {pools.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <bdi>{one.name}</bdi>
            </th>
            <td className="num">{measure(one.bandwidth, 1)}</td>
            <td className="num">{measure(one.space, MIB_OF_A_GIB)}</td>
            <td className="num">{format.count(one.orders)}</td>
            <td className="num">{format.count(one.kept)}</td>
            <td>{one.open ? words.open : words.closed}</td>
            <td className="num">
              {onOpen ? (
                <Button look="small" disabled={opening} onClick={() => onOpen({ pool: one.id, open: !one.open })}>
                  {one.open ? words.close : words.reopen}
                  <span className="vh">: {one.name}</span>
                </Button>
              ) : (
                <MayNot to={TO} told={told} look="small">
                  {one.open ? words.close : words.reopen}
                  <span className="vh">: {one.name}</span>
                </MayNot>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
