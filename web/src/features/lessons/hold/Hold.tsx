// The way to a lesson beside those of the timetable; whoever may not amend orders is told who may. The sheet is loaded with the first one that is asked for.
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useNow } from "../../../api/clock";
import { todayIn } from "../../../api/days";
import { useCan } from "../../../api/permissions";
import { useZone } from "../../../api/zone";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Loaded } from "../../../ui/loaded";
import { Sheet } from "../../../ui/sheet";
import { classroomsCalled } from "../../classrooms/queries";
import { MayNot } from "../../me/MayNot";
import type { HoldRoom } from "./HoldSheet";
import { holdMessages } from "./messages";
import { part } from "../../../ui/part";

const HoldSheet = part(() => import("./HoldSheet"), "HoldSheet");
const MINUTE_MS = 60_000;

interface HoldProps {
  /** As the page calls it. */
  room: string;
  /** Where it is known which room that is; otherwise those of all orders that are called so. */
  rooms?: readonly HoldRoom[];
}

export function Hold({ room, rooms }: HoldProps) {
  const words = useMessages(holdMessages);
  const may = useCan("orders:amend");
  const [isOpen, setOpen] = useState(false);
  const today = todayIn(useZone(), useNow(MINUTE_MS));
  if (!may) return <MayNot to="orders:amend">{words.hold}</MayNot>;
  const close = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.hold}</Button>
      {isOpen && (
        <Suspense>
          {rooms ? (
            <HoldSheet room={room} rooms={rooms} today={today} onClose={close} />
          ) : (
            <HoldOfClass room={room} today={today} onClose={close} />
          )}
        </Suspense>
      )}
    </>
  );
}

function HoldOfClass({ room, today, onClose }: { room: string; today: string; onClose: () => void }) {
  const words = useMessages(holdMessages);
  const query = useQuery(classroomsCalled(room));
  const rooms = (query.data ?? []).map(({ id, order_id, order_name }) => ({ id, label: order_name ?? order_id }));
  if (rooms.length > 0) return <HoldSheet room={room} rooms={rooms} today={today} onClose={onClose} />;
  return (
    <Sheet title={words.holdIn(room)} onClose={onClose}>
      <Loaded query={query} rows={3}>
        {() => <p>{words.noRoom}</p>}
      </Loaded>
    </Sheet>
  );
}
