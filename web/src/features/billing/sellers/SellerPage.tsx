// Who sells: a form for who manages what is sold, facts for who reads it. Without a seller no invoice is issued.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCan } from "../../../api/permissions";
import { paths } from "../../../app/paths";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { ButtonLink } from "../../../ui/link";
import { Loaded } from "../../../ui/loaded";
import { Page } from "../../../ui/page";
import { Strip } from "../../../ui/strip";
import { sellerMessages } from "./messages";
import { sellers } from "./queries";
import { SellerForm } from "./SellerForm";
import { SellerShown } from "./SellerShown";

export function SellerPage() {
  const words = useMessages(sellerMessages);
  const format = useFormat();
  const may = useCan("plans:manage");
  const query = useQuery(sellers());
  // Counts the forms that were opened: what is there now is taken by a new one, and by nothing else.
  const [opened, setOpened] = useState(0);
  const reopen = () => void query.refetch().then(() => setOpened(opened + 1));
  return (
    <Page
      title={words.title}
      sub={words.sub}
      acts={<ButtonLink href={paths.opsReceivables()}>{words.receivables}</ButtonLink>}
    >
      <Loaded query={query} rows={8}>
        {(read) => {
          const [seller, ...others] = read.data.items;
          return (
            <div className="stack">
              {!seller && <Strip state="scheduled">{words.noneYet}</Strip>}
              {others.length > 0 && <p>{words.others(format.list(others.map((one) => one.name)))}</p>}
              {may && <SellerForm key={opened} read={read} onReopen={reopen} />}
              {!may && seller && <SellerShown seller={seller} />}
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}
