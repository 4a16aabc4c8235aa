import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import * as v from "valibot";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { choice, text, useAddress } from "../../ui/address";
import { ButtonLink } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { tenantsMessages } from "./messages";
import { tenants } from "./queries";
import { TenantList, TenantsEmpty } from "./TenantList";

const ADDRESS = v.object({ partner: text(), sort: choice(["name", "-created_at", "created_at"], "name") });

export function TenantsPage() {
  const words = useMessages(tenantsMessages);
  const [address] = useAddress(ADDRESS);
  const query = useSuspenseInfiniteQuery(tenants({ partner_id: address.partner, sort: address.sort }));
  const found = query.data.pages.flatMap((page) => page.items);
  const make = useCan("tenants:create") && (
    <ButtonLink href={paths.opsNewTenant()} look="main">
      {words.make}
    </ButtonLink>
  );
  return (
    <Page title={words.institutions} acts={make}>
      {found.length > 0 ? <TenantList tenants={found} /> : <TenantsEmpty narrowed={address.partner !== ""} />}
      <More query={query} />
    </Page>
  );
}
