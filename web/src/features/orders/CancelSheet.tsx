// Cancelling says first what it does: which lessons run to their end, and that nothing begins after them.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, read } from "../../api/client";
import { now } from "../../api/clock";
import type { OrderView } from "../../api/schema.gen";
import { Button, Check } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { clockOf } from "../lessons/day";
import { runningLessons } from "../lessons/later";
import type { Lesson } from "../lessons/types";
import { clipped } from "./clipped";
import { orderMessages } from "./messages";

export function CancelSheet({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const words = useMessages(orderMessages);
  const queries = useQueryClient();
  const [immediately, setImmediately] = useState(false);
  const running = useQuery(runningLessons(order.id));
  const cancel = useMutation({
    mutationFn: () =>
      read(
        client.POST("/v1/orders/{id}/cancel", {
          params: { path: { id: order.id } },
          body: { immediately },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["orders"] });
      onClose();
      void queries.invalidateQueries();
    },
  });
  return (
    <Sheet
      title={words.cancelTitle(clipped(order.name))}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.keep}</Button>
          <Button look="warn" disabled={cancel.isPending || !running.data} onClick={() => cancel.mutate()}>
            {cancel.isPending ? words.cancelling : words.cancelOrder}
          </Button>
        </>
      }
    >
      <FailureStrip error={cancel.error} />
      <p>
        <Name>{order.name}</Name>
      </p>
      <p>{words.cancelNoMore}</p>
      <Loaded query={running} rows={1}>
        {(lessons) => <Running lessons={lessons} immediately={immediately} setImmediately={setImmediately} />}
      </Loaded>
    </Sheet>
  );
}

interface RunningProps {
  lessons: readonly Lesson[];
  immediately: boolean;
  setImmediately: (now: boolean) => void;
}

function Running({ lessons, immediately, setImmediately }: RunningProps) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const live = lessons.filter(
    (lesson) =>
      Date.parse(lesson.starts_at) <= now() && Date.parse(lesson.ends_at) > now() && lesson.state !== "cancelled",
  );
  const last = live.reduce<Lesson | undefined>(
    (latest, one) => (!latest || one.ends_at > latest.ends_at ? one : latest),
    undefined,
  );
  if (!last) return <p>{words.cancelNothingRuns}</p>;
  return (
    <>
      <p>{words.cancelRunning(live.length, format.count(live.length), clockOf(last.ends_at_local))}</p>
      <Check
        label={words.immediately}
        checked={immediately}
        onChange={(event) => setImmediately(event.target.checked)}
      />
      {immediately && <p className="small quiet">{words.immediatelyHint}</p>}
    </>
  );
}
