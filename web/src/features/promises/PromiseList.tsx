// Orders that no longer fit, by their bell. A view.
import { paths } from "../../app/paths";
import type { PromiseView } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Row, Rows, Table } from "../../ui/table";
import { promisesMessages } from "./messages";

export function PromiseList({ promises }: { promises: readonly PromiseView[] }) {
  const words = useMessages(promisesMessages);
  const format = useFormat();
  const soon = (one: PromiseView) =>
    one.minutes_to_bell < 0 ? words.begun : words.minutes(format.count(one.minutes_to_bell));
  const order = (one: PromiseView) => (
    <Go href={paths.opsOrders({ q: one.order_name, tenant: one.tenant_id })}>
      <Name>{one.order_name}</Name>
    </Go>
  );
  return (
    <>
      <div className="only-l">
        <Table label={words.promises}>
          <thead>
            <tr>
              <th scope="col">{words.bell}</th>
              <th scope="col">{words.order}</th>
              <th scope="col">{words.institution}</th>
              <th scope="col">{words.cluster}</th>
              <th scope="col" className="num">
                {words.rooms}
              </th>
              <th scope="col">{words.why}</th>
              <th scope="col">{words.until}</th>
            </tr>
          </thead>
          <tbody>
            {promises.map((one) => (
              <tr key={one.order_id}>
                <td className="nowrap">
                  {format.moment(one.bell_at)} <small>{soon(one)}</small>
                </td>
                <th scope="row">{order(one)}</th>
                <td>
                  <Go href={paths.opsTenant(one.tenant_id)}>
                    <Name>{one.tenant_name}</Name>
                  </Go>
                </td>
                <td>
                  <Go href={paths.opsCluster(one.cluster_id, "nodes")}>
                    <Name>{one.cluster_name}</Name>
                  </Go>
                </td>
                <td className="num">{format.count(one.rooms)}</td>
                <td>{one.cause.message}</td>
                <td className="nowrap">{format.moment(one.until)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.promises}>
          {promises.map((one) => (
            <Row
              key={one.order_id}
              href={paths.opsCluster(one.cluster_id, "nodes")}
              title={<Name>{one.order_name}</Name>}
              detail={
                <>
                  {format.moment(one.bell_at)} · <Name>{one.tenant_name}</Name> · <Name>{one.cluster_name}</Name>{" "}
                  {one.cause.message}
                </>
              }
              end={format.count(one.rooms)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
