// By whom an institution's invoices are issued, and the choice of another.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Versioned } from "../../api/client";
import { useCan } from "../../api/permissions";
import type { LegalEntity, TenantSeller as Seller, TenantView } from "../../api/schema.gen";
import { Button, SelectField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { Facts } from "../../ui/page";
import { sellers } from "../billing/sellers/queries";
import { historyMessages } from "./history.messages";
import { useChooseSeller } from "./mutations";
import { sellerOf } from "./queries";

export function TenantSeller({ tenant }: { tenant: TenantView }) {
  const words = useMessages(historyMessages);
  const may = useCan("plans:manage");
  const seller = useQuery({ ...sellerOf(tenant.id), enabled: useCan("receivables:read") });
  const all = useQuery({ ...sellers(), enabled: may });
  const [open, setOpen] = useState(false);
  if (!seller.data) return null;
  const entities = all.data?.data.items ?? [];
  return (
    <>
      <Facts facts={[[words.soldBy, <bdi key="seller">{seller.data.data.name ?? words.noSeller}</bdi>]]} />
      {/* With one seller there is nothing to choose. */}
      {may && entities.length > 1 && <Button onClick={() => setOpen(true)}>{words.chooseSeller}</Button>}
      {open && <SellerSheet tenant={tenant} read={seller.data} entities={entities} onClose={() => setOpen(false)} />}
    </>
  );
}

interface SellerSheetProps {
  tenant: TenantView;
  read: Versioned<Seller>;
  entities: readonly LegalEntity[];
  onClose: () => void;
}

function SellerSheet({ tenant, read, entities, onClose }: SellerSheetProps) {
  const words = useMessages(historyMessages);
  const change = useChooseSeller(tenant.id);
  const send = (typed: FormData) =>
    change.mutate({ etag: read.etag, seller: textOf(typed, "/legal_entity_id") || null }, { onSuccess: onClose });
  return (
    <FormSheet
      title={words.sellerTitle(tenant.name)}
      send={change.isPending ? words.sending : words.chooseSeller}
      sending={change.isPending}
      error={change.error}
      fields={["/legal_entity_id"]}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.sellerText}</p>
      <SelectField
        label={words.soldBy}
        name="/legal_entity_id"
        defaultValue={read.data.is_chosen ? (read.data.legal_entity_id ?? "") : ""}
        options={[
          ["", words.oldest(entities[0]?.name ?? "")],
          ...entities.map((one) => [one.id, `${one.name} (${one.number_prefix})`] as const),
        ]}
      />
    </FormSheet>
  );
}
