// Addresses that make a draft and go to it: a new order, the amendment of an order, an order copied for another term.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { actingFor } from "../../api/ambient";
import { now } from "../../api/clock";
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
import { emptyDoc, fromOrder, isEmpty } from "./editor/doc";
import { copyOf } from "./editor/LastTermDoor";
import { draftMessages } from "./messages";
import { createDraft, getDraft, getOrder, newestDrafts, onlyRegion, regions } from "./queries";
import { type DraftStep, type Kept, readBody } from "./types";

function keptNew(me: Me, step: DraftStep, region: string): Kept {
  return { kind: "order", step, body: { v: 1, doc: { ...emptyDoc(zoneOf(me)), region } }, shared: false };
}

/** From this age on an empty draft is one that nobody is at. */
const LEFT_MS = 5 * 60_000;

/** The newest own draft that was begun and left empty: it is gone on with, so that looking in does not pile up drafts. */
async function leftEmpty(): Promise<string | undefined> {
  const { items } = await newestDrafts();
  const left = items.find(
    (one) => one.mine && one.kind === "order" && !one.name && Date.parse(one.updated_at) < now() - LEFT_MS,
  );
  const body = left && readBody((await getDraft(left.id)).data.body);
  return body && isEmpty(body.doc) ? left.id : undefined;
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

function Making({ make, search = "" }: { make: () => Promise<Kept>; search?: string }) {
  const words = useMessages(draftMessages);
  const go = useGo();
  const [key] = useState(newKey);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let gone = false;
    const run = async () => {
      const kept = await make();
      const left = kept.base || kept.name ? undefined : await leftEmpty().catch(() => undefined);
      const id = left ?? (await createDraft(kept, key)).data.id;
      if (!gone) await go(paths.draft(id, kept.step) + search, { replace: true });
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
