// What an order costs, on its page: by which version of which plan it was bought, and line by line.
import { useQuery } from "@tanstack/react-query";
import { useCan } from "../../api/permissions";
import type { Price } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { priceMessages } from "./messages";
import { FullPrice } from "./OrderPrice";
import { plans } from "./queries";

export function OrderCosts({ price }: { price: Price }) {
  const words = useMessages(priceMessages);
  return (
    <Section title={words.costs}>
      <div className="stack-s">
        <FullPrice price={price} />
        <p className="small quiet">
          {words.planVersion}: <BoughtBy version={price.plan_version} />
        </p>
      </div>
    </Section>
  );
}

/** By its plan's name where that may be read. */
function BoughtBy({ version }: { version: string }) {
  const words = useMessages(priceMessages);
  const format = useFormat();
  const { data = [] } = useQuery({ ...plans(), enabled: useCan("plans:read") });
  for (const plan of data) {
    const found = plan.versions.find((one) => one.id === version);
    if (found) return <bdi>{words.plan(plan.name, format.count(found.number))}</bdi>;
  }
  return <span className="code">{version}</span>;
}
