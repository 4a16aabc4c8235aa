// Which orders no longer fit, soonest first, and why: who to find nodes for. Below, how promises were kept until now.
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { text, useAddress } from "../../ui/address";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Page, Section } from "../../ui/page";
import { More } from "../../ui/table";
import { Ledger } from "./Ledger";
import { ledgerMessages } from "./ledger.messages";
import { promisesMessages } from "./messages";
import { PromiseList } from "./PromiseList";
import { platformLedger, promises } from "./queries";

const ADDRESS = { cluster: text() };

export function PromisesPage() {
  const words = useMessages(promisesMessages);
  const [{ cluster }] = useAddress(ADDRESS);
  const query = useSuspenseInfiniteQuery(promises(cluster ? { cluster } : {}));
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Page title={words.promises} acts={<ButtonLink href={paths.ops()}>{words.nextBell}</ButtonLink>}>
      <p className="quiet">{words.promisesText}</p>
      {found.length > 0 ? (
        <PromiseList promises={found} />
      ) : (
        <Empty drawing="lamp" title={words.none}>
          <p>{words.noneText}</p>
        </Empty>
      )}
      <More query={query} />
      <KeptUntilNow cluster={cluster} />
    </Page>
  );
}

function KeptUntilNow({ cluster }: { cluster: string }) {
  const words = useMessages(ledgerMessages);
  const query = useQuery(platformLedger(cluster));
  const asked = cluster ? { cluster_id: cluster } : {};
  return (
    <Section
      title={words.ledger}
      ruled={false}
      aside={<Csv path="/v1/platform/promises/ledger" query={asked} name="promises" />}
    >
      <Loaded query={query} rows={4}>
        {({ items }) =>
          items.length === 0 ? <p className="quiet">{words.noneText}</p> : <Ledger weeks={items} byCluster />
        }
      </Loaded>
      <p className="small quiet">{words.text}</p>
    </Section>
  );
}
