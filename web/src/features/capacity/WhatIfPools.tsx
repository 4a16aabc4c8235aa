// Storage pools on the page that asks what if: each may be lost or of another size, and each cluster may have one more. Asked for once they are looked at.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ClusterView, StoragePoolView } from "../../api/schema.gen";
import { Check } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { FailureStrip } from "../../ui/strip";
import { More, Table } from "../../ui/table";
import { storagePools } from "../clusters/queries";
import { capacityMessages } from "./messages";
import { inUnits } from "./units";
import { type Measure, MEASURES, moreIn, poolLostOf, sizeOf } from "./what-if-pools";
import css from "./what-if.module.css";
import { Folded } from "./WhatIfFolded";

/** The API's sentence about a field, by the field's name. */
type Wrong = (name: string) => string | undefined;

interface WhatIfPoolsProps {
  clusters: readonly ClusterView[];
  wrong: Wrong;
  /** Something typed here is wrong. */
  bad: boolean;
}

export function WhatIfPools({ clusters, wrong, bad }: WhatIfPoolsProps) {
  const words = useMessages(capacityMessages);
  const [seen, setSeen] = useState(false);
  return (
    <Folded title={words.poolChanges} bad={bad} onOpen={() => setSeen(true)}>
      {seen && (
        <div className="stack-s">
          <p className="quiet">{words.poolChangesText}</p>
          {clusters.map((cluster) => (
            <PoolsOf key={cluster.id} cluster={cluster} wrong={wrong} />
          ))}
        </div>
      )}
    </Folded>
  );
}

function PoolsOf({ cluster, wrong }: { cluster: ClusterView; wrong: Wrong }) {
  const query = useInfiniteQuery(storagePools(cluster.id));
  const pools = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <FailureStrip error={query.error} />
      <PoolFields cluster={cluster} pools={pools} wrong={wrong} />
      <More query={query} />
    </>
  );
}

interface PoolFieldsProps {
  cluster: Pick<ClusterView, "id" | "name">;
  pools: readonly StoragePoolView[];
  wrong: Wrong;
}

/** A view. */
export function PoolFields({ cluster, pools, wrong }: PoolFieldsProps) {
  const words = useMessages(capacityMessages);
  const format = useFormat();
  return (
    <Table label={`${words.poolChanges}: ${cluster.name}`} dense>
      <thead>
        <tr>
          <th scope="col">
            <Name max={32}>{cluster.name}</Name>
          </th>
          <th scope="col">{words.mbit}</th>
          <th scope="col">{words.gib}</th>
          <th scope="col">{words.lost}</th>
        </tr>
      </thead>
      <tbody>
        {pools.map((pool) => (
          <tr key={pool.id}>
            <th scope="row">
              <Name max={32}>{pool.name}</Name>
            </th>
            {MEASURES.map((measure) => (
              <td key={measure}>
                <Size
                  name={sizeOf(pool.id, measure)}
                  label={words.sizeOf(words[UNIT[measure]], pool.name)}
                  now={format.count(inUnits(RESOURCE[measure], pool[MEASURED[measure]].whole))}
                  wrong={wrong}
                />
              </td>
            ))}
            <td>
              <Check label={<span className="vh">{words.lostOf(pool.name)}</span>} name={poolLostOf(pool.id)} />
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{words.onePool}</th>
          {MEASURES.map((measure) => (
            <td key={measure}>
              <Size
                name={moreIn(cluster.id, measure)}
                label={words.sizeOf(words[UNIT[measure]], words.onePoolMore(cluster.name))}
                wrong={wrong}
              />
            </td>
          ))}
          <td />
        </tr>
      </tbody>
    </Table>
  );
}

const UNIT = { bandwidth_mbit: "mbit", space_mib: "gib" } as const;
const MEASURED = { bandwidth_mbit: "bandwidth", space_mib: "space" } as const;
const RESOURCE = { bandwidth_mbit: "storage_bandwidth_mbit", space_mib: "storage_space_mib" } as const satisfies Record<
  Measure,
  string
>;

interface SizeProps {
  name: string;
  label: string;
  /** What it is of now, in place of what is not typed. */
  now?: string;
  wrong: Wrong;
}

function Size({ name, label, now = "–", wrong }: SizeProps) {
  const id = useId();
  const error = wrong(name);
  return (
    <>
      <input
        className={css["nodes"]}
        name={name}
        inputMode="numeric"
        placeholder={now}
        aria-label={label}
        {...(error ? { "aria-invalid": true, "aria-describedby": id } : {})}
      />
      {error && (
        <p className={css["wrong"]} id={id}>
          {error}
        </p>
      )}
    </>
  );
}
