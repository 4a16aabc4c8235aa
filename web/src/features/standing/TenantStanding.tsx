// How an institution stands, what brought it there, and what the platform may do about it: exempt it, and grant it a credit.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useCan } from "../../api/permissions";
import type { TenantPurge, TenantStandingDetail, TenantView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Facts, Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { Standing } from "../tenants/standing";
import { ExemptSheet } from "./ExemptSheet";
import { GrantSheet } from "./GrantSheet";
import { HoldPurgeSheet } from "./HoldPurgeSheet";
import { historyMessages } from "./history.messages";
import { standingOf } from "./queries";
import { TenantSeller } from "./TenantSeller";

export function TenantStanding({ tenant }: { tenant: TenantView }) {
  const words = useMessages(historyMessages);
  const query = useQuery(standingOf(tenant.id));
  const may = useCan("invoices:settle");
  const told = useId();
  const [open, setOpen] = useState<Act>();
  return (
    <Loaded query={query} rows={4}>
      {(found) => (
        <div className="stack">
          <Section
            title={words.standing}
            aside={
              <div className="acts">
                {actsOf(found, words).map(([act, word]) =>
                  may ? (
                    <Button key={act} onClick={() => setOpen(act)}>
                      {word}
                    </Button>
                  ) : (
                    <MayNot key={act} to="invoices:settle" told={told}>
                      {word}
                    </MayNot>
                  ),
                )}
                <WhoMay id={told} to={["invoices:settle"]} />
              </div>
            }
          >
            <How of={found} />
            <TenantSeller tenant={tenant} />
          </Section>
          <Section title={words.history} ruled={false}>
            <History of={found} />
          </Section>
          {open === "exempt" && (
            <ExemptSheet tenant={tenant} exempt={!found.exempt_reason} onClose={() => setOpen(undefined)} />
          )}
          {open === "purge" && (
            <HoldPurgeSheet tenant={tenant} hold={!found.purge?.hold} onClose={() => setOpen(undefined)} />
          )}
          {open === "grant" && <GrantSheet tenant={tenant} onClose={() => setOpen(undefined)} />}
        </div>
      )}
    </Loaded>
  );
}

type Act = "exempt" | "grant" | "purge";

function actsOf(found: TenantStandingDetail, words: ReturnType<typeof useMessages<typeof historyMessages>>) {
  const acts: [Act, string][] = [
    ["exempt", found.exempt_reason ? words.chase : words.exempt],
    ["grant", words.grant],
  ];
  if (found.purge && !found.purge.began_at)
    acts.push(["purge", found.purge.hold ? words.releasePurge : words.holdPurge]);
  return acts;
}

function How({ of }: { of: TenantStandingDetail }) {
  const words = useMessages(historyMessages);
  const format = useFormat();
  const at = (label: string, moment: string | null | undefined) =>
    moment ? ([label, format.moment(moment)] as [string, string]) : null;
  return (
    <Facts
      facts={[
        [words.standing, <Standing key="standing" of={of.standing} />],
        at(words.trialEndsAt, of.trial_ends_at),
        at(words.pastDueSince, of.past_due_since),
        at(words.suspendsAt, of.suspends_at),
        at(words.cancelsAt, of.cancels_at),
        at(words.cancelledAt, of.cancelled_at),
        of.exempt_reason ? [words.exemptBecause, <bdi key="exempt">{of.exempt_reason}</bdi>] : null,
        ...purgeFacts(of.purge, words, at),
      ]}
    />
  );
}

type Fact = [string, ReactNode] | null;

/** When its data is removed, and what that waits for. */
function purgeFacts(
  of: TenantPurge | null | undefined,
  words: ReturnType<typeof useMessages<typeof historyMessages>>,
  at: (label: string, moment: string | null | undefined) => Fact,
): Fact[] {
  if (!of) return [];
  const waits = of.waits_for.map((wait) => words[`wait_${wait}`]).join(", ");
  return [
    of.hold ? [words.purgeHeld, <bdi key="hold">{of.hold}</bdi>] : at(words.purgeAt, of.began_at ? null : of.at),
    at(words.purgeTold, of.began_at ? null : of.told_at),
    waits ? [words.purgeWaits, waits] : null,
    at(words.purgeBegan, of.began_at),
    at(words.purgeDone, of.done_at),
  ];
}

function History({ of }: { of: TenantStandingDetail }) {
  const words = useMessages(historyMessages);
  const format = useFormat();
  if (of.changes.length === 0) return <p className="quiet">{words.noHistory}</p>;
  const word = (step: string) => {
    const name = `step_${step}`;
    return name in words ? String(words[name as keyof typeof words]) : step;
  };
  return (
    <Table label={words.history} dense>
      <thead>
        <tr>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.change}</th>
          <th scope="col">{words.cause}</th>
        </tr>
      </thead>
      <tbody>
        {of.changes.map((one) => {
          const { reason, invoices } = one.cause as { reason?: string; invoices?: string[] };
          return (
            <tr key={one.at + one.step}>
              <td className="nowrap">{format.moment(one.at)}</td>
              <th scope="row">{word(one.step)}</th>
              <td>
                <bdi>{invoices?.length ? invoices.join(", ") : reason}</bdi>
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
