// One institution: how it stands now, its quota, its members, its orders. Each is an address.
import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { paths, type TenantTab } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { ButtonLink } from "../../ui/link";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Page, Tabs } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { Strip } from "../../ui/strip";
import { MayNot, WhoMay } from "../me/MayNot";
import { Subscription } from "../prices/Subscription";
import { StandingSheet } from "../standing/StandingSheet";
import { TenantClusters } from "../pins/TenantClusters";
import { TenantStanding } from "../standing/TenantStanding";
import { AmendTenantSheet } from "./AmendTenantSheet";
import { tenantsMessages } from "./messages";
import { quota, tenant } from "./queries";
import { QuotaTab } from "./QuotaTab";
import { Standing, TestMark } from "./standing";
import { TenantMembers, TenantNow, TenantOrders } from "./TenantTabs";

const TABS: readonly TenantTab[] = ["now", "standing", "quota", "plan", "members", "orders"];

export function TenantPage() {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  const id = usePathParam("id");
  const asked = usePathParam("tab");
  const bills = useCan("billing:read");
  const tabs = TABS.filter((one) => one !== "plan" || bills);
  const tab = tabs.find((one) => one === asked) ?? "now";
  const read = useSuspenseQuery(tenant(id)).data;
  const own = useSuspenseQuery(quota(id)).data;
  const may = { read: useCan("orders:read"), suspend: useCan("tenants:suspend"), amend: useCan("tenants:amend") };
  const [open, setOpen] = useState<"suspend" | "resume" | "amend">();
  const one = read.data;
  const told = useId();
  const names = {
    now: words.tabNow,
    standing: words.standing,
    quota: words.tabQuota,
    plan: words.tabPlan,
    members: words.tabMembers,
    orders: words.tabOrders,
  };
  const suspended = one.suspended_at != null;
  const seesClusters = useCan("clusters:read");
  return (
    <Page
      title={one.name}
      sub={
        <>
          <Standing of={one.standing} />
          <TestMark livemode={one.livemode} />
        </>
      }
      acts={
        <>
          {may.amend ? (
            <Button onClick={() => setOpen("amend")}>{words.rename}</Button>
          ) : (
            <MayNot to="tenants:amend" told={told}>
              {words.rename}
            </MayNot>
          )}
          {!may.suspend && (
            <MayNot to="tenants:suspend" told={told}>
              {suspended ? words.resume : words.suspend}
            </MayNot>
          )}
          {may.suspend && (
            <Button look={suspended ? undefined : "warn"} onClick={() => setOpen(suspended ? "resume" : "suspend")}>
              {suspended ? words.resume : words.suspend}
            </Button>
          )}
          <WhoMay id={told} to={["tenants:amend", "tenants:suspend"]} />
          {may.read && <ButtonLink href={paths.asTenant(one.id)}>{words.seeAs}</ButtonLink>}
        </>
      }
    >
      {one.suspended_at && (
        <Strip state="suspended">
          {words.suspendedSince(format.moment(one.suspended_at))} <bdi>{one.suspended_reason}</bdi>
        </Strip>
      )}
      <Tabs
        label={one.name}
        tabs={tabs.map((name) => ({ href: paths.opsTenant(id, name), label: names[name], current: tab === name }))}
      />
      {tab === "now" && <TenantNow tenant={one} />}
      {tab === "standing" && <TenantStanding tenant={one} />}
      {tab === "quota" && <QuotaTab tenant={one} quota={own} />}
      {tab === "plan" && <Subscription tenant={one.id} currency={one.currency} zone={one.time_zone} />}
      {tab === "members" && <TenantMembers tenant={one} />}
      {tab === "orders" && seesClusters && <TenantClusters tenant={one} />}
      {tab === "orders" && <TenantOrders tenant={one} />}
      {(open === "suspend" || open === "resume") && (
        <StandingSheet tenant={one} suspend={open === "suspend"} onClose={() => setOpen(undefined)} />
      )}
      {open === "amend" && <AmendTenantSheet read={read} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
