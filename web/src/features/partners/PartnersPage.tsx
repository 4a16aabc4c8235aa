import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCan } from "../../api/permissions";
import type { PartnerView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { InviteSheet } from "./InviteSheet";
import { AmendPartnerSheet, NewPartnerSheet } from "./PartnerSheet";
import { partnersMessages } from "./messages";
import { MayNot } from "../me/MayNot";
import { PartnerList } from "./PartnerList";
import { partners } from "./queries";

export function PartnersPage() {
  const words = useMessages(partnersMessages);
  const query = useSuspenseInfiniteQuery(partners());
  const manage = useCan("partners:manage");
  const [open, setOpen] = useState<"new" | { amend: PartnerView } | { invite: PartnerView }>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title={words.partners}
      acts={
        manage ? (
          <Button look="main" onClick={() => setOpen("new")}>
            {words.make}
          </Button>
        ) : (
          <MayNot to="partners:manage">{words.make}</MayNot>
        )
      }
    >
      <PartnerList
        partners={query.data.pages.flatMap((page) => page.items)}
        {...(manage ? { acts: { amend: (amend) => setOpen({ amend }), invite: (invite) => setOpen({ invite }) } } : {})}
      />
      <More query={query} />
      {open === "new" && <NewPartnerSheet onClose={close} />}
      {open && open !== "new" && "amend" in open && <AmendPartnerSheet id={open.amend.id} onClose={close} />}
      {open && open !== "new" && "invite" in open && <InviteSheet partner={open.invite} onClose={close} />}
    </Page>
  );
}
