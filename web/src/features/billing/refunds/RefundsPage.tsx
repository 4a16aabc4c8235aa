// Refunds of all institutions: those that wait for a second person first, those that failed, and all.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCan } from "../../../api/permissions";
import type { PlatformRefund, Refund } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { choice, useAddress } from "../../../ui/address";
import { Empty } from "../../../ui/empty";
import { useMessages } from "../../../ui/language";
import { ButtonLink } from "../../../ui/link";
import { Loaded } from "../../../ui/loaded";
import { useMoney } from "../../../ui/money";
import { Page, Tabs } from "../../../ui/page";
import { Strip } from "../../../ui/strip";
import { More } from "../../../ui/table";
import { DecideSheet } from "./DecideSheet";
import { refundMessages } from "./messages";
import { refunds, type RefundFilter, type Verdict } from "./queries";
import { RefundList } from "./RefundList";

const FILTERS = ["waiting", "failed", "all"] as const;
const ADDRESS = { status: choice(FILTERS, "waiting") };

interface Deciding {
  refund: PlatformRefund;
  verdict: Verdict;
}

export function RefundsPage() {
  const words = useMessages(refundMessages);
  const [{ status }] = useAddress(ADDRESS);
  const query = useInfiniteQuery(refunds(status));
  const may = useCan("invoices:settle");
  const [open, setOpen] = useState<Deciding>();
  const [decided, setDecided] = useState<{ of: PlatformRefund; now: Refund }>();
  const decide = (refund: PlatformRefund, verdict: Verdict) => {
    setDecided(undefined);
    setOpen({ refund, verdict });
  };
  return (
    <Page title={words.refunds} acts={<ButtonLink href={paths.opsReceivables()}>{words.receivables}</ButtonLink>}>
      <Tabs
        label={words.status}
        tabs={FILTERS.map((one) => ({ href: paths.opsRefunds(one), label: words[one], current: one === status }))}
      />
      {decided && <Decided {...decided} />}
      <Loaded query={query}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          if (items.length === 0) return <Nothing of={status} />;
          return (
            <>
              <RefundList refunds={items} sameStatus={status !== "all"} onDecide={may ? decide : undefined} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {open && (
        <DecideSheet
          {...open}
          onClose={() => setOpen(undefined)}
          onDecided={(now) => {
            setDecided({ of: open.refund, now });
            setOpen(undefined);
          }}
        />
      )}
    </Page>
  );
}

function Nothing({ of }: { of: RefundFilter }) {
  const words = useMessages(refundMessages);
  const titles = { waiting: words.noneWaiting, failed: words.noneFailed, all: words.none };
  return (
    <Empty drawing="ruler" title={titles[of]}>
      {of === "waiting" && <p className="quiet">{words.noneWaitingText}</p>}
    </Empty>
  );
}

function Decided({ of, now }: { of: PlatformRefund; now: Refund }) {
  const words = useMessages(refundMessages);
  const money = useMoney();
  const [amount, institution] = [money(of.amount_minor, of.currency), of.tenant_name];
  if (now.status === "rejected") return <Strip state="cancelled">{words.wasRejected(amount, institution)}</Strip>;
  if (now.status === "succeeded") return <Strip state="ready">{words.wasRecorded(amount, institution)}</Strip>;
  return <Strip state="warming">{words.wasApproved(amount, institution)}</Strip>;
}
