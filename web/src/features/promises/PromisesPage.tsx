// Which orders no longer fit, soonest first, and why: who to find nodes for.
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { text, useAddress } from "../../ui/address";
import { Empty } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { promisesMessages } from "./messages";
import { PromiseList } from "./PromiseList";
import { promises } from "./queries";

const ADDRESS = { cluster: text() };

export function PromisesPage() {
  const words = useMessages(promisesMessages);
  const [{ cluster }] = useAddress(ADDRESS);
  const query = useSuspenseInfiniteQuery(promises(cluster ? { cluster } : {}));
  const found = query.data.pages.flatMap((page) => page.items);
  return (
    <Page
      title={words.promises}
      sub={words.promisesText}
      acts={<ButtonLink href={paths.ops()}>{words.nextBell}</ButtonLink>}
    >
      {found.length > 0 ? (
        <PromiseList promises={found} />
      ) : (
        <Empty drawing="lamp" title={words.none}>
          <p>{words.noneText}</p>
        </Empty>
      )}
      <More query={query} />
    </Page>
  );
}
