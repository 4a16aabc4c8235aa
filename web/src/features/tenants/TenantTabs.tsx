// What an operator reads of an institution without acting for it.
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import type { MemberView, OrderSummary, Role, TenantView } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import { Facts, Section } from "../../ui/page";
import { Ruler } from "../../ui/ruler";
import { Status } from "../../ui/status";
import { More, Row, Rows, Table } from "../../ui/table";
import { MayNot } from "../me/MayNot";
import { orderState } from "../orders/state";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";
import { membersOf, ordersOf, useOfQuota } from "./queries";

export function TenantNow({ tenant }: { tenant: TenantView }) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  const use = useSuspenseQuery(useOfQuota(tenant.id)).data;
  const mode = tenant.livemode ? words.live : words.test;
  return (
    <div className="cols">
      <div>
        <Section title={words.useOfQuota}>
          <div className={css["fields"]}>
            <Ruler label={words.rooms} used={use.rooms.now} limit={use.rooms.limit} peak={use.rooms.highest?.used} />
            <Ruler label={words.seats} used={use.seats.now} limit={use.seats.limit} peak={use.seats.highest?.used} />
            <Ruler label={words.liveOrders} used={use.live_orders.now} limit={use.live_orders.limit} />
          </div>
        </Section>
      </div>
      <div>
        <Section title={words.facts}>
          <Facts
            facts={[
              [words.mode, mode],
              [words.zone, tenant.time_zone],
              [words.currency, tenant.currency],
              [words.partner, tenant.partner_id ?? words.platformsOwn],
              tenant.external_id ? [words.externalId, <Name key="name">{tenant.external_id}</Name>] : null,
              [words.created, format.moment(tenant.created_at)],
              [
                "ID",
                <span key="id" className="code">
                  {tenant.id}
                </span>,
              ],
            ]}
          />
        </Section>
      </div>
    </div>
  );
}

export function TenantMembers({ tenant }: { tenant: TenantView }) {
  const words = useMessages(tenantsMessages);
  const query = useSuspenseInfiniteQuery(membersOf(tenant.id));
  const manage = useCan("members:manage");
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Section
      title={words.tabMembers}
      ruled={false}
      aside={
        manage ? (
          <Go href={`${paths.settings("members")}?as=${tenant.id}`}>{words.addMember}</Go>
        ) : (
          <MayNot to="members:manage" look="small">
            {words.addMember}
          </MayNot>
        )
      }
    >
      {found.length === 0 ? <p className="quiet">{words.noMembers}</p> : <MemberList members={found} />}
      <More query={query} />
    </Section>
  );
}

function MemberList({ members }: { members: readonly MemberView[] }) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  if (useNarrow()) {
    return (
      <Rows label={words.tabMembers}>
        {members.map((member) => (
          <Row
            key={member.id}
            title={<Name>{member.email}</Name>}
            detail={roleWord(words, member.role)}
            end={format.date(member.created_at, "year")}
          />
        ))}
      </Rows>
    );
  }
  return (
    <Table label={words.tabMembers} dense>
      <thead>
        <tr>
          <th scope="col">{words.email}</th>
          <th scope="col">{words.role}</th>
          <th scope="col" className="num">
            {words.created}
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id}>
            <th scope="row">
              <Name>{member.email}</Name>
            </th>
            <td>{roleWord(words, member.role)}</td>
            <td className="num">{format.date(member.created_at, "year")}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function roleWord(words: Record<`role_${string}` & keyof typeof tenantsMessages, string>, role: Role): string {
  const name = `role_${role}`;
  return name in words ? words[name as keyof typeof words] : role;
}

export function TenantOrders({ tenant }: { tenant: TenantView }) {
  const words = useMessages(tenantsMessages);
  const query = useSuspenseInfiniteQuery(ordersOf(tenant.id));
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Section title={words.tabOrders} ruled={false}>
      {found.length === 0 ? <p className="quiet">{words.noOrders}</p> : <Orders orders={found} tenant={tenant.id} />}
      <More query={query} />
    </Section>
  );
}

function Orders({ orders, tenant }: { orders: readonly OrderSummary[]; tenant: string }) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  const href = ({ id }: OrderSummary) => `${paths.order(id)}?as=${tenant}`;
  const ready = ({ classrooms: { ready_now, wanted_now } }: OrderSummary) =>
    wanted_now === 0 ? "–" : `${format.count(ready_now)} / ${format.count(wanted_now)}`;
  const next = (order: OrderSummary) => order.next_change_at && format.moment(order.next_change_at);
  return (
    <>
      <div className="only-l">
        <Table label={words.tabOrders} dense>
          <thead>
            <tr>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.order}</th>
              <th scope="col" className="num">
                {words.roomsReady}
              </th>
              <th scope="col" className="num">
                {words.nextChange}
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
              <tr key={order.id}>
                <td>
                  <Status state={orderState(order)} />
                </td>
                <th scope="row">
                  <Go href={href(order)}>
                    <Name>{order.name}</Name>
                  </Go>
                </th>
                <td className="num">{ready(order)}</td>
                <td className="num">{next(order)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.tabOrders}>
          {orders.map((order) => (
            <Row
              key={order.id}
              state={orderState(order)}
              href={href(order)}
              title={<Name>{order.name}</Name>}
              detail={next(order)}
              end={ready(order)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
