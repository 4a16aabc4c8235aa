// What the institution is called, where its days are cut, and what it may use.
import { useQuery } from "@tanstack/react-query";
import { useMe } from "../../api/me";
import { can } from "../../api/permissions";
import type { TenantStanding } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Facts, Section } from "../../ui/page";
import { Ruler } from "../../ui/ruler";
import { type State, Status } from "../../ui/status";
import { Quota } from "../usage/Quota";
import { quotaUsage } from "../usage/queries";
import { SettingsFrame } from "./SettingsFrame";
import { settingsMessages } from "./messages";

export function InstitutionPage() {
  const words = useMessages(settingsMessages);
  const format = useFormat();
  const me = useMe();
  const tenant = me.tenant;
  return (
    <SettingsFrame page="institution">
      <Section title={words.institution} aside={<span className="small quiet">{words.changedBy}</span>}>
        {tenant && (
          <Facts
            facts={[
              [
                words.name,
                <Name key="name" max={200}>
                  {tenant.name}
                </Name>,
              ],
              [words.zone, `${tenant.time_zone} · ${format.zone(tenant.time_zone)}`],
              [words.currency, tenant.currency],
              [words.mode, tenant.livemode ? words.livemode : words.testmode],
              [words.standing, <Standing key="standing" of={tenant.standing} />],
              [
                words.id,
                <span key="id" className="code">
                  {tenant.id}
                </span>,
              ],
            ]}
          />
        )}
      </Section>
      {can(me, "usage:read") && <Limits />}
    </SettingsFrame>
  );
}

const STANDING_STATES: Record<TenantStanding, State> = {
  trialing: "scheduled",
  active: "ready",
  past_due: "missed",
  suspended: "suspended",
  cancelled: "ended",
  purged: "ended",
};

function Standing({ of }: { of: TenantStanding }) {
  const words = useMessages(settingsMessages);
  return <Status state={STANDING_STATES[of]}>{words[of]}</Status>;
}

function Limits() {
  const words = useMessages(settingsMessages);
  const format = useFormat();
  const query = useQuery(quotaUsage());
  return (
    <Section title={words.quota}>
      <Loaded query={query} rows={3}>
        {(quota) => (
          <div className="stack-s">
            <Quota quota={quota} />
            <Ruler label={words.liveOrders} used={quota.live_orders.now} limit={quota.live_orders.limit} />
            <p className="quiet">
              {words.perOrder}: {format.count(quota.rooms_per_order.limit)}
            </p>
          </div>
        )}
      </Loaded>
    </Section>
  );
}
