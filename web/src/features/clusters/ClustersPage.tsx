import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { ButtonLink } from "../../ui/link";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";

import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { ClusterList } from "./ClusterList";
import { clustersMessages } from "./messages";
import { clusters } from "./queries";

export function ClustersPage() {
  const words = useMessages(clustersMessages);
  const query = useSuspenseInfiniteQuery(clusters());
  const add = useCan("clusters:manage") && (
    <ButtonLink href={paths.opsNewCluster()} look="main">
      {words.add}
    </ButtonLink>
  );
  return (
    <Page title={words.clusters} acts={add}>
      <ClusterList clusters={query.data.pages.flatMap((page) => page.items)} />
      <More query={query} />
    </Page>
  );
}
