// The quota: what is used of each limit beside the field that changes it, so that nobody sets a limit without seeing what is booked.
import { useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Versioned } from "../../api/client";
import { useCan } from "../../api/permissions";
import { isFailure } from "../../api/problem";
import type { Quota, TenantView } from "../../api/schema.gen";
import { Button, TextArea, inputClass } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { FailureStrip, Strip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { MayNot } from "../me/MayNot";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";
import { usePutQuota } from "./mutations";
import { useOfQuota } from "./queries";
import { QuotaHistory } from "./QuotaHistory";
import { below, LIMITS, typedQuota, usedOf, type Limit } from "./quota";

export function QuotaTab({ tenant, quota }: { tenant: TenantView; quota: Versioned<Quota> }) {
  const words = useMessages(tenantsMessages);
  const use = useSuspenseQuery(useOfQuota(tenant.id)).data;
  const may = useCan("quota:set");
  const put = usePutQuota(tenant.id);
  // The version that the figures on screen are of; after a conflict the newer one is taken by saving again.
  const [base, setBase] = useState(quota);
  const [typed, setTyped] = useState<Record<Limit, string>>(() => texts(quota.data));
  const [reason, setReason] = useState("");
  const form = useRef<HTMLFormElement>(null);
  // Whoever opens the tab and may set the quota came to do it.
  useEffect(() => {
    if (may) form.current?.querySelector("input")?.select();
  }, [may]);
  const stale = isFailure(put.error) && put.error.status === 412;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate(
      { etag: base.etag, ...typedQuota(typed), reason },
      {
        onSuccess: (answer) => {
          setBase(answer);
          setReason("");
        },
        onError: (error) => {
          if (isFailure(error) && error.status === 412) setBase(quota);
        },
      },
    );
  };
  return (
    <div className="stack">
      <form ref={form} onSubmit={submit} noValidate>
        <Section title={words.tabQuota} ruled={false} aside={<span className="quiet small">{words.quotaText}</span>}>
          {stale && <Strip state="warming">{words.changedMeanwhile}</Strip>}
          {!stale && <FailureStrip error={put.error} fields={[...LIMITS.map((limit) => `/${limit}`), "/reason"]} />}
          {put.isSuccess && <Strip state="ready">{words.quotaSet}</Strip>}
          <Limits use={use} now={quota.data} typed={typed} error={put.error} readOnly={!may} onType={setTyped} />
          <Warnings use={use} typed={typed} />
          {may ? (
            <div className={css["reason"]}>
              <TextArea
                label={words.reason}
                hint={words.reasonHint}
                name="/reason"
                rows={2}
                maxLength={500}
                required
                value={reason}
                error={isFailure(put.error) ? put.error.field("/reason") : undefined}
                onChange={(event) => setReason(event.target.value)}
              />
              <Button type="submit" look="main" disabled={put.isPending}>
                {put.isPending ? words.saving : words.setQuota}
              </Button>
            </div>
          ) : (
            <MayNot to="quota:set">{words.setQuota}</MayNot>
          )}
        </Section>
      </form>
      <QuotaHistory tenant={tenant.id} />
    </div>
  );
}

function texts(quota: Quota): Record<Limit, string> {
  return Object.fromEntries(LIMITS.map((limit) => [limit, String(quota[limit])])) as Record<Limit, string>;
}

type Use = Parameters<typeof usedOf>[0];

interface LimitsProps {
  use: Use;
  now: Quota;
  typed: Record<Limit, string>;
  error: unknown;
  readOnly: boolean;
  onType: (typed: Record<Limit, string>) => void;
}

function Limits({ use, now, typed, error, readOnly, onType }: LimitsProps) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  const names = {
    rooms: words.rooms,
    seats: words.seats,
    live_orders: words.liveOrders,
    rooms_per_order: words.roomsPerOrder,
  };
  return (
    <Table label={words.limits}>
      <thead>
        <tr>
          <th scope="col">{words.limit}</th>
          <th scope="col" className="num only-l">
            {words.usedNow}
          </th>
          <th scope="col" className="num only-l">
            {words.highest}
          </th>
          <th scope="col" className="num">
            {words.limit}
          </th>
          {!readOnly && <th scope="col">{words.newLimit}</th>}
        </tr>
      </thead>
      <tbody>
        {LIMITS.map((limit) => {
          const used = usedOf(use, limit);
          const highest =
            used.highest && words.highestAt(format.count(used.highest.used), format.moment(used.highest.at));
          const wrong = isFailure(error) ? error.field(`/${limit}`) : undefined;
          return (
            <tr key={limit}>
              <th scope="row">
                {names[limit]}
                {highest && (
                  <span className={`only-s small quiet ${css["under"]}`}>{`${words.highest}: ${highest}`}</span>
                )}
              </th>
              <td className="num only-l">{used.now === undefined ? "–" : format.count(used.now)}</td>
              <td className="num only-l">{highest ?? "–"}</td>
              <td className="num">{format.count(now[limit])}</td>
              {!readOnly && (
                <td>
                  <input
                    className={`${inputClass} ${css["figure"]}`}
                    name={`/${limit}`}
                    inputMode="numeric"
                    aria-label={`${words.newLimit}: ${names[limit]}`}
                    aria-invalid={wrong ? true : undefined}
                    value={typed[limit]}
                    onChange={(event) => onType({ ...typed, [limit]: event.target.value })}
                  />
                  {wrong && <span className={css["wrong"]}>{wrong}</span>}
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** Limits below what is booked are allowed; what follows is said. */
function Warnings({ use, typed }: { use: Use; typed: Record<Limit, string> }) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  const names = {
    rooms: words.rooms,
    seats: words.seats,
    live_orders: words.liveOrders,
    rooms_per_order: words.roomsPerOrder,
  };
  return below(use, typedQuota(typed)).map(({ limit, booked }) => (
    <Strip key={limit} state="warming">
      {words.belowUse(names[limit], format.count(booked))}
    </Strip>
  ));
}
