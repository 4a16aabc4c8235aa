// An order that is amended here was changed by somebody else meanwhile: told as soon as it is heard of, and not only when it is confirmed.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Versioned } from "../../../api/client";
import type { OrderView } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Strip } from "../../../ui/strip";
import { useActorName } from "../../events/words";
import { generations, order } from "../../orders/queries";
import { fromOrder } from "../editor/doc";
import type { Open } from "../editor/open";
import { differences } from "../merge/diff";
import { conflictMessages } from "./conflict.messages";

/** The order as it is now, where it is no longer what the draft goes on from. */
export function useMovedOn({ base }: Open): Versioned<OrderView> | undefined {
  // An answer from before this page was opened may be older than the draft itself.
  const query = { ...order(base?.order_id ?? ""), staleTime: 0, enabled: base !== undefined };
  const { data, isFetchedAfterMount } = useQuery(query);
  return useMemo(() => {
    if (!base || !data || !isFetchedAfterMount || data.etag === base.etag) return undefined;
    return differences(base.doc, fromOrder(data.data, base.doc)).length > 0 ? data : undefined;
  }, [base, data, isFetchedAfterMount]);
}

export function MovedOn({ order: id, onOpen }: { order: string; onOpen: () => void }) {
  const words = useMessages(conflictMessages);
  return (
    <Strip state="warming" acts={<Button onClick={onOpen}>{words.seeTheirs}</Button>}>
      <b>{words.meanwhile}</b>
      <p>
        <ChangedBy order={id} /> {words.textKept}
      </p>
    </Strip>
  );
}

/** Whose the newest version is. */
export function ChangedBy({ order: id }: { order: string }) {
  const words = useMessages(conflictMessages);
  const format = useFormat();
  const zone = useZone();
  const actor = useActorName();
  const [newest] = useQuery({ ...generations(id), staleTime: 0 }).data ?? [];
  if (!newest?.actor) return null;
  return <bdi>{words.changedBy(actor({ actor: newest.actor }), format.moment(newest.created_at, zone))}</bdi>;
}
