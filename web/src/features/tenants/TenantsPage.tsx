// Institutions: found by name, narrowed by how they stand; what narrows the list stands in the address.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { choice, text, useAddress } from "../../ui/address";
import { Button, SearchField, SelectField } from "../../ui/controls";
import { ButtonLink } from "../../ui/link";
import { useCounted } from "../../ui/counted";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { MayNot } from "../me/MayNot";
import { partner as partnerOf } from "../partners/queries";
import { tenantsMessages } from "./messages";
import { tenants } from "./queries";
import { TenantList, TenantsEmpty } from "./TenantList";

const SORTS = ["name", "-created_at", "created_at"] as const;
const ADDRESS = {
  q: text(),
  standing: choice(["", "trialing", "active", "past_due", "suspended", "cancelled", "purged"], ""),
  partner: text(),
  sort: choice(SORTS, "name"),
};

export function TenantsPage() {
  const words = useMessages(tenantsMessages);
  const [{ partner, ...address }, set] = useAddress(ADDRESS);
  const query = useInfiniteQuery(tenants({ ...address, partner_id: partner }));
  const narrowed = address.q !== "" || address.standing !== "" || partner !== "";
  const of = useQuery({ ...partnerOf(partner), enabled: partner !== "" }).data?.data.name;
  const counted = useCounted(query.data?.pages[0], words.total, words.totalAtLeast);
  // What the platform makes is its own, and not a partner's.
  const may = useCan("tenants:create");
  const make =
    partner === "" &&
    (may ? (
      <ButtonLink href={paths.opsNewTenant()} look="main">
        {words.make}
      </ButtonLink>
    ) : (
      <MayNot to="tenants:create">{words.make}</MayNot>
    ));
  const sorts = { name: words.sortName, "-created_at": words.sortNewest, created_at: words.sortOldest };
  return (
    <Page title={of ? words.ofPartner(of) : words.institutions} sub={counted} acts={make}>
      <div className="bar" role="search">
        <SearchField className="grow" label={words.find} value={address.q} onSearch={(q) => set({ q })} />
        <SelectField
          label={words.standing}
          value={address.standing}
          options={[
            ["", words.any],
            ["trialing", words.trialing],
            ["active", words.active],
            ["past_due", words.past_due],
            ["suspended", words.suspended],
            ["cancelled", words.cancelled],
            ["purged", words.purged],
          ]}
          onChange={(event) => set({ standing: event.target.value as typeof address.standing })}
        />
        <SelectField
          label={words.sort}
          value={address.sort}
          options={SORTS.map((one) => [one, sorts[one]] as const)}
          onChange={(event) => set({ sort: event.target.value as (typeof SORTS)[number] })}
        />
        {narrowed && <Button onClick={() => set({ q: "", standing: "", partner: "" })}>{words.clear}</Button>}
      </div>
      <Loaded query={query} rows={12}>
        {(data) => {
          const found = data.pages.flatMap((page) => page.items);
          return found.length > 0 ? <TenantList tenants={found} /> : <TenantsEmpty narrowed={narrowed} />;
        }}
      </Loaded>
      <More query={query} />
    </Page>
  );
}
