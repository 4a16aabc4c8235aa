// One plan with its versions, the newest first.
import { useQuery } from "@tanstack/react-query";
import { useCan } from "../../../api/permissions";
import { paths } from "../../../app/paths";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { ButtonLink } from "../../../ui/link";
import { Loaded } from "../../../ui/loaded";
import { Page, Section } from "../../../ui/page";
import { usePathParam } from "../../../ui/params";
import css from "../prices.module.css";
import { MayNot } from "../../me/MayNot";
import { plan, planUse } from "../queries";
import { VersionPrices } from "../VersionPrices";
import { plansMessages } from "./messages";
import { VersionUse } from "./VersionUse";

export function PlanPage() {
  const words = useMessages(plansMessages);
  const format = useFormat();
  const id = usePathParam("id");
  const query = useQuery(plan(id));
  const manage = useCan("plans:manage");
  const used = useQuery({ ...planUse(id), enabled: manage });
  const found = query.data;
  return (
    <Page
      title={found?.name ?? words.plans}
      sub={found && (found.listed ? words.isListed : words.notListed)}
      acts={
        manage ? (
          <ButtonLink href={paths.opsNewVersion(id)} look="main">
            {words.makeVersion}
          </ButtonLink>
        ) : (
          <MayNot to="plans:manage">{words.makeVersion}</MayNot>
        )
      }
    >
      <Loaded query={query}>
        {({ versions }) => (
          <div className={css["versions"]}>
            <p className="quiet">{words.stays}</p>
            {versions.map((version) => (
              <Section
                key={version.id}
                title={words.version(format.count(version.number))}
                aside={
                  <span className="small quiet">
                    {version.currency} · {format.date(version.created_at, "year")}
                  </span>
                }
              >
                <VersionPrices version={version} />
                <VersionUse use={used.data?.versions.find((one) => one.plan_version === version.id)} />
              </Section>
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  );
}
