// Institutions as a table, and on a phone as rows.
import { paths } from "../../app/paths";
import type { TenantView } from "../../api/schema.gen";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Row, Rows, Table } from "../../ui/table";
import { tenantsMessages } from "./messages";
import { Standing, STANDING_STATES, TestMark } from "./standing";

export function TenantList({ tenants }: { tenants: readonly TenantView[] }) {
  const words = useMessages(tenantsMessages);
  const format = useFormat();
  return (
    <>
      <div className="only-l">
        <Table label={words.institutions} dense>
          <thead>
            <tr>
              <th scope="col">{words.standing}</th>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.zone}</th>
              <th scope="col">{words.externalId}</th>
              <th scope="col" className="num">
                {words.created}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {tenants.map((tenant) => (
              <tr key={tenant.id}>
                <td>
                  <Standing of={tenant.standing} />
                </td>
                <th scope="row">
                  <Go href={paths.opsTenant(tenant.id)}>
                    <Name>{tenant.name}</Name>
                  </Go>
                  <TestMark livemode={tenant.livemode} />
                </th>
                <td>{tenant.time_zone}</td>
                <td>
                  <Name max={32}>{tenant.external_id}</Name>
                </td>
                <td className="num">{format.date(tenant.created_at, "year")}</td>
                <td className="num">
                  <Go href={paths.opsTenant(tenant.id, "quota")} aria-label={`${words.tabQuota}: ${tenant.name}`}>
                    {words.tabQuota}
                  </Go>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.institutions}>
          {tenants.map((tenant) => (
            <Row
              key={tenant.id}
              state={STANDING_STATES[tenant.standing]}
              said={words[tenant.standing]}
              href={paths.opsTenant(tenant.id)}
              title={<Name>{tenant.name}</Name>}
              detail={tenant.suspended_reason ?? tenant.time_zone}
              end={<TestMark livemode={tenant.livemode} />}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

export function TenantsEmpty({ narrowed }: { narrowed: boolean }) {
  const words = useMessages(tenantsMessages);
  return (
    <Empty drawing="desk" title={narrowed ? words.noneLike : words.none}>
      <p>{narrowed ? words.noneLikeText : words.noneText}</p>
    </Empty>
  );
}
