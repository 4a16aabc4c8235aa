// What an institution is on, what follows, and the plans side by side. Whoever may not change it sees all of it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { now } from "../../api/clock";
import type { Plan, PlanVersion, PlanSubscription as Standing } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Facts, Section } from "../../ui/page";
import { Strip } from "../../ui/strip";
import { useMayNot } from "../me/may-not";
import { Ending } from "./Ending";
import { Export } from "./Export";
import { MoveSheet } from "./MoveSheet";
import { planMessages } from "./plan.messages";
import css from "./prices.module.css";
import { plans, subscription } from "./queries";
import { VersionPrices } from "./VersionPrices";

interface SubscriptionProps {
  /** An institution that is not acted for: the platform puts it on a plan. */
  tenant?: string;
  /** In which its plans have to be. */
  currency: string;
  zone: string;
}

export function Subscription({ tenant, currency, zone }: SubscriptionProps) {
  const words = useMessages(planMessages);
  const query = useQuery(subscription(tenant));
  const all = useQuery(plans());
  return (
    <Loaded query={query} rows={3}>
      {({ data, etag }) => (
        <div className="stack">
          <Section title={words.onPlan}>
            <div className="stack-s">
              <On standing={data} zone={zone} />
              {!tenant && <Ending subscription={data} />}
            </div>
          </Section>
          <Section title={words.plans} aside={<span className="small quiet">{words.keepOrders}</span>}>
            <Loaded query={all} rows={4}>
              {(found) => (
                <Choices
                  plans={found.filter((one) => one.versions[0]?.currency === currency)}
                  standing={data}
                  etag={etag}
                  tenant={tenant}
                />
              )}
            </Loaded>
          </Section>
          {!tenant && <Export />}
        </div>
      )}
    </Loaded>
  );
}

function On({ standing, zone }: { standing: Standing; zone: string }) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const { current, upcoming, charged_from: from } = standing;
  if (!current) return <p>{words.none}</p>;
  const named = (of: { name: string; number: number }) => words.named(of.name, format.count(of.number));
  const isTrial = typeof from === "string" && Date.parse(from) > now();
  return (
    <div className="stack-s">
      {isTrial && <Strip state="scheduled">{words.trial(format.moment(from, zone))}</Strip>}
      <Facts
        facts={[
          [words.plan, <b key="plan">{named(current)}</b>],
          [words.since, format.date(current.from_day, "year")],
          upcoming && [words.follows, words.followsFrom(named(upcoming), format.date(upcoming.from_day, "year"))],
          typeof from === "string" && [words.chargedFrom, format.moment(from, zone)],
        ]}
      />
    </div>
  );
}

interface ChoicesProps {
  plans: readonly Plan[];
  standing: Standing;
  etag: string;
  tenant: string | undefined;
}

function Choices({ plans: found, standing, etag, tenant }: ChoicesProps) {
  const words = useMessages(planMessages);
  const format = useFormat();
  const because = useMayNot("billing:manage");
  const [chosen, setChosen] = useState<{ plan: Plan; version: PlanVersion }>();
  const [moved, setMoved] = useState<string>();
  if (found.length === 0) return <p className="quiet">{words.noPlans}</p>;
  const { current } = standing;
  return (
    <>
      {moved && <Strip state="ready">{words.moved(moved)}</Strip>}
      <div className={css["plans"]}>
        {found.map((plan) => {
          const version = plan.versions[0];
          if (!version) return null;
          const isCurrent = current?.plan_version === version.id;
          const isOlder = !isCurrent && current?.plan === plan.id;
          return (
            <article
              key={plan.id}
              className={css["plan"]}
              aria-labelledby={plan.id}
              data-current={isCurrent || undefined}
            >
              <h3 id={plan.id}>
                <Name>{plan.name}</Name>
              </h3>
              <VersionPrices version={version} />
              {isOlder && <p className="small quiet">{words.newer(format.count(current.number))}</p>}
              {isCurrent ? (
                <p className="quiet">{words.current}</p>
              ) : (
                <Button because={because} onClick={() => setChosen({ plan, version })}>
                  {tenant ? words.putOn : words.choose}
                </Button>
              )}
            </article>
          );
        })}
      </div>
      {chosen && (
        <MoveSheet
          name={chosen.plan.name}
          version={chosen.version}
          isFirst={!current}
          etag={etag}
          tenant={tenant}
          onClose={() => setChosen(undefined)}
          onMoved={() => {
            setMoved(chosen.plan.name);
            setChosen(undefined);
          }}
        />
      )}
    </>
  );
}
