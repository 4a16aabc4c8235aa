// All plans, the platform's to make.
import { useQuery } from "@tanstack/react-query";
import { useCan } from "../../../api/permissions";
import type { Plan } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { Empty } from "../../../ui/empty";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { ButtonLink, Go } from "../../../ui/link";
import { Loaded } from "../../../ui/loaded";
import { Name } from "../../../ui/name";
import { useNarrow } from "../../../ui/narrow";
import { Page } from "../../../ui/page";
import { Row, Rows, Table } from "../../../ui/table";
import { MayNot } from "../../me/MayNot";
import { plans } from "../queries";
import { plansMessages } from "./messages";

export function PlansPage() {
  const words = useMessages(plansMessages);
  const query = useQuery(plans());
  const make = useCan("plans:manage") ? (
    <ButtonLink href={paths.opsNewPlan()} look="main">
      {words.make}
    </ButtonLink>
  ) : (
    <MayNot to="plans:manage">{words.make}</MayNot>
  );
  return (
    <Page title={words.plans} acts={make}>
      <Loaded query={query}>
        {(found) =>
          found.length > 0 ? (
            <PlanList plans={found} />
          ) : (
            <Empty drawing="ruler" title={words.emptyTitle}>
              <p className="quiet">{words.emptyText}</p>
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

/** A view. */
export function PlanList({ plans: found }: { plans: readonly Plan[] }) {
  const words = useMessages(plansMessages);
  const format = useFormat();
  const listed = (plan: Plan) => (plan.listed ? words.isListed : words.notListed);
  if (useNarrow()) {
    return (
      <Rows label={words.plans}>
        {found.map((plan) => (
          <Row
            key={plan.id}
            href={paths.opsPlan(plan.id)}
            title={<Name>{plan.name}</Name>}
            detail={`${listed(plan)} · ${plan.versions[0]?.currency ?? ""}`}
            end={format.date(plan.created_at, "year")}
          />
        ))}
      </Rows>
    );
  }
  return (
    <Table label={words.plans} dense>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.listed}</th>
          <th scope="col">{words.currency}</th>
          <th scope="col" className="num">
            {words.newest}
          </th>
          <th scope="col" className="num">
            {words.created}
          </th>
        </tr>
      </thead>
      <tbody>
        {found.map((plan) => (
          <tr key={plan.id}>
            <th scope="row">
              <Go href={paths.opsPlan(plan.id)}>
                <Name>{plan.name}</Name>
              </Go>
            </th>
            <td>{listed(plan)}</td>
            <td>{plan.versions[0]?.currency}</td>
            <td className="num">{format.count(plan.versions[0]?.number ?? 0)}</td>
            <td className="num">{format.date(plan.created_at, "year")}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
