// Addresses that make a draft and go to it: a new order, the amendment of an order, an order copied for another term.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { actingFor } from "../../api/ambient";
import { newKey } from "../../api/idempotency";
import { useMe } from "../../api/me";
import type { Me } from "../../api/schema.gen";
import { zoneOf } from "../../api/days";
import { paths } from "../../app/paths";
import { Skeleton } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { useGo } from "../../ui/link";
import { Page } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { Failed } from "../../ui/strip";
import { BEGUN } from "./confirm/Begun";
import { leftAsBegun, openAmendment } from "./begun";
import { emptyDoc, fromOrder } from "./editor/doc";
import { copyOf } from "./editor/LastTermDoor";
import { localId } from "./editor/session";
import { draftMessages } from "./messages";
import { createDraft, getOrder, onlyRegion, regions } from "./queries";
import type { DraftStep, Kept } from "./types";

function keptNew(me: Me, step: DraftStep, region: string): Kept {
  return { kind: "order", step, body: { v: 1, doc: { ...emptyDoc(zoneOf(me)), region } }, shared: false };
}

async function amendment(order: string): Promise<Kept> {
  const { data, etag } = await getOrder(order);
  const doc = fromOrder(data);
  return {
    kind: "amendment",
    base: { order_id: data.id, etag },
    name: data.name,
    step: "week",
    body: { v: 1, doc, base: doc },
    shared: false,
  };
}

async function copied(order: string): Promise<Kept> {
  const { data } = await getOrder(order);
  return { kind: "order", name: data.name, step: "days", body: { v: 1, doc: copyOf(data) }, shared: false };
}

/** The editor says then that something was changed before. */
function withBegun(search: string): string {
  const params = new URLSearchParams(search);
  params.set(BEGUN, "1");
  return `?${params}`;
}

function Making({ make, search = "" }: { make: () => Promise<Kept>; search?: string }) {
  const words = useMessages(draftMessages);
  const go = useGo();
  const me = useMe();
  const [key] = useState(newKey);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let gone = false;
    const run = async () => {
      const kept = await make();
      const local = (id: string) => localId(me.id, actingFor() ?? me.place ?? "", id);
      const open = await openAmendment(kept, local).catch(() => undefined);
      const left = open?.id ?? (kept.base ? undefined : await leftAsBegun(kept).catch(() => undefined));
      const id = left ?? (await createDraft(kept, key)).data.id;
      const address = paths.draft(id, kept.step) + (open?.changed ? withBegun(search) : search);
      if (!gone) await go(address, { replace: true });
    };
    run().catch((failure: unknown) => !gone && setError(failure));
    return () => {
      gone = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once an address.
  }, [key]);
  return <Page title={words.newOrder}>{error ? <Failed error={error} /> : <Skeleton rows={8} />}</Page>;
}

/** `?door=` opens one of the doors at once. */
export function NewOrderPage() {
  const me = useMe();
  const queries = useQueryClient();
  const door = new URLSearchParams(location.search).get("door");
  const as = actingFor();
  const search = door && door !== "hand" ? `?door=${door}${as ? `&as=${as}` : ""}` : "";
  const make = async () => {
    const known = await queries.fetchQuery(regions()).catch(() => []);
    return keptNew(me, door === "hand" ? "rooms" : "source", onlyRegion(known) ?? "");
  };
  return <Making make={make} search={search} />;
}

export function AmendOrderPage() {
  const id = usePathParam("id");
  return <Making make={() => amendment(id)} search={location.search} />;
}

export function CopyOrderPage() {
  const id = usePathParam("id");
  return <Making make={() => copied(id)} />;
}
