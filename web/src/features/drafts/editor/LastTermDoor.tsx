// The door for an order that was there before: its rooms and week are copied, the dates are asked for.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { OrderView } from "../../../api/schema.gen";
import { Button, SelectField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { FailureStrip } from "../../../ui/strip";
import { More } from "../../../ui/table";
import { orders } from "../../orders/queries";
import { draftMessages } from "../messages";
import { getOrder } from "../queries";
import { type Doc, type DraftLine, fromOrder, newLineKey } from "./doc";
import { useSession } from "./use-session";

/** Rooms and week of an order for another term: other dates, no days, no single changes, and lines of their own. */
export function copyOf(order: OrderView): Doc {
  const doc = fromOrder(order);
  const [weekly, others] = [true, false].map((is) => doc.lines.filter((line) => "days" in line.when === is)) as [
    DraftLine[],
    DraftLine[],
  ];
  delete doc.external_id;
  delete doc.metadata;
  return {
    ...doc,
    rooms: doc.rooms.map(({ key, seats, name }) => ({ key, seats, ...(name ? { name } : {}) })),
    term: { first_day: "", last_day: "" },
    lines: weekly.map((line) => ({ ...line, key: newLineKey() })),
    days: [],
    changes: [],
    ...(others.length > 0 ? { not_copied: others.map((line) => line.title) } : {}),
  };
}

export function LastTermDoor({ onTaken }: { onTaken: () => void }) {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const query = useInfiniteQuery(orders({ sort: "-created_at" }));
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const id = chosen || all[0]?.id;
  if (!query.isPending && all.length === 0) return <p className="quiet">{words.noOrders}</p>;
  const take = async () => {
    if (!id) return;
    setBusy(true);
    try {
      const { data } = await getOrder(id);
      session.edit((now) => ({ ...copyOf(data), name: now.name || data.name }));
      onTaken();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack-s">
      <FailureStrip error={error ?? query.error} />
      <SelectField
        label={words.chooseOrder}
        value={id ?? ""}
        options={all.map((order) => [
          order.id,
          `${order.name} · ${format.date(order.term.first_day, "year")} – ${format.date(order.term.last_day, "year")}`,
        ])}
        onChange={(event) => setChosen(event.target.value)}
      />
      <More query={query} />
      <div className="acts">
        <Button look="main" disabled={!id || busy} onClick={() => void take()}>
          {words.copyIt}
        </Button>
        <span className="small quiet">{words.takenOver}</span>
      </div>
    </div>
  );
}
