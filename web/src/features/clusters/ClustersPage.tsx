import { useInfiniteQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ButtonLink } from "../../ui/link";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { SelectField } from "../../ui/controls";

import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { MayNot } from "../me/MayNot";
import { ClusterList } from "./ClusterList";
import { clustersMessages } from "./messages";
import { clusters } from "./queries";
import { tagsOf } from "./tags";

export function ClustersPage() {
  const words = useMessages(clustersMessages);
  const [tag, setTag] = useState("");
  const all = useSuspenseInfiniteQuery(clusters());
  const query = useInfiniteQuery(clusters(tag));
  const tags = tagsOf(all.data.pages.flatMap((page) => page.items));
  const add = useCan("clusters:manage") ? (
    <ButtonLink href={paths.opsNewCluster()} look="main">
      {words.add}
    </ButtonLink>
  ) : (
    <MayNot to="clusters:manage">{words.add}</MayNot>
  );
  return (
    <Page title={words.clusters} acts={add}>
      {tags.length > 0 && (
        <div className="bar">
          <SelectField
            label={words.tags}
            value={tag}
            onChange={(event) => setTag(event.target.value)}
            options={[["", words.anyTag], ...tags.map((one) => [one, one] as const)]}
          />
        </div>
      )}
      <Loaded query={query}>{(data) => <ClusterList clusters={data.pages.flatMap((page) => page.items)} />}</Loaded>
      <More query={query} />
    </Page>
  );
}
