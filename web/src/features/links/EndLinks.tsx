// All links of an order end at once, where one of its sheets was left on a bus. Classroom by classroom: what was ended stays so if it stops halfway.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useChange } from "../../api/queries";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { classrooms } from "../classrooms/queries";
import { linkMessages } from "./messages";
import { endLinks } from "./mutations";
import { inTurns } from "../../api/turns";

/** For those who may let people in. */
export function EndLinks({ order }: { order: string }) {
  const words = useMessages(linkMessages);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="warn" onClick={() => setOpen(true)}>
        {words.endAll}
      </Button>
      {open && <EndLinksSheet order={order} onClose={() => setOpen(false)} />}
    </>
  );
}

interface Progress {
  done: number;
  all: number;
}

function EndLinksSheet({ order, onClose }: { order: string; onClose: () => void }) {
  const words = useMessages(linkMessages);
  const format = useFormat();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const end = useChange("links", async () => {
    setProgress(undefined);
    const { pages } = await queries.fetchInfiniteQuery({
      ...classrooms({ order_id: order }),
      pages: Number.POSITIVE_INFINITY,
      staleTime: 0,
    });
    const rooms = pages.flatMap((page) => page.items).filter((room) => !room.removed_at);
    const told = (done: number) => setProgress({ done, all: rooms.length });
    told(0);
    const ended = await inTurns(rooms, (room) => endLinks(room.id), told);
    return ended.reduce((sum, count) => sum + count, 0);
  });
  const going = progress ? words.ending(format.count(progress.done), format.count(progress.all)) : words.finding;
  return (
    <Sheet
      title={words.endAllTitle}
      onClose={onClose}
      answer={end.isPending}
      acts={
        end.isSuccess ? (
          <Button onClick={onClose}>{words.done}</Button>
        ) : (
          <>
            <Button disabled={end.isPending} onClick={onClose}>
              {words.keepLinks}
            </Button>
            <Button look="warn" disabled={end.isPending} onClick={() => end.mutate(undefined)}>
              {words.endAll}
            </Button>
          </>
        )
      }
    >
      <FailureStrip error={end.error} />
      {!end.isSuccess && <p>{words.endAllText}</p>}
      <p role="status">
        {end.isPending && going}
        {end.isSuccess && words.ended(end.data, format.count(end.data))}
      </p>
    </Sheet>
  );
}
