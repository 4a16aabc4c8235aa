// What was made, and how its owner gets in.
import { ButtonLink } from "../../ui/link";
import { paths } from "../../app/paths";
import type { AddedMember, TenantView } from "../../api/schema.gen";

import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { Secret } from "../../ui/sheet";
import { Status } from "../../ui/status";
import css from "./form.module.css";
import { tenantsMessages } from "./messages";

export function TenantMade({ tenant, owner }: { tenant: TenantView; owner: AddedMember }) {
  const words = useMessages(tenantsMessages);
  const link = owner.link && `${location.origin}${paths.invitation()}#${owner.link}`;
  const mailed = owner.link_sent_to ? words.ownerMailed(owner.link_sent_to) : words.ownerAdded;
  const said = link ? words.ownerLink : mailed;
  return (
    <div className={css["form"]}>
      <Section title={words.owner}>
        <div className={css["fields"]}>
          <Status state="ready">{owner.email}</Status>
          <p>{said}</p>
          {link && <Secret>{link}</Secret>}
        </div>
      </Section>
      <div className={css["acts"]}>
        <ButtonLink href={paths.opsTenant(tenant.id)} look="main">
          {words.openIt}
        </ButtonLink>
        <ButtonLink href={paths.opsTenant(tenant.id, "quota")}>{words.tabQuota}</ButtonLink>
      </div>
    </div>
  );
}
