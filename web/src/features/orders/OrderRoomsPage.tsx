// All rooms of an order, or those that are looked for.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { useCan } from "../../api/permissions";
import type { OrderView } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { More } from "../../ui/table";
import { classroomMessages } from "../classrooms/messages";
import { classrooms } from "../classrooms/queries";
import { RoomFilters } from "../classrooms/RoomFilters";
import { RoomList } from "../classrooms/RoomList";
import { roomsAddress } from "../classrooms/rooms-address";
import { LessonSheet } from "../lessons/LessonSheet";
import { EndLinks } from "../links/EndLinks";
import { linkMessages } from "../links/messages";
import { MayNot, WhoMay } from "../me/MayNot";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";

const ADDRESS = roomsAddress("created_at");
const TO = "classrooms:join";

export function OrderRoomsPage() {
  return <OrderFrame tab="rooms">{(order) => <OrderRooms order={order} />}</OrderFrame>;
}

function OrderRooms({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const ofRooms = useMessages(classroomMessages);
  const ofLinks = useMessages(linkMessages);
  const told = useId();
  const mayJoin = useCan(TO);
  const [address, set] = useAddress(ADDRESS);
  const q = useDeferredValue(address.q.trim());
  const query = useInfiniteQuery(classrooms({ ...address, q, order_id: order.id }));
  const isNarrowed = Boolean(address.q || address.state);
  return (
    <>
      <RoomFilters address={address} set={set} />
      <div className="bar">
        {mayJoin ? (
          <>
            <ButtonLink href={paths.printLinks({ order: order.id })}>{words.printLinks}</ButtonLink>
            <EndLinks order={order.id} />
          </>
        ) : (
          <>
            <MayNot to={TO} told={told}>
              {words.printLinks}
            </MayNot>
            <MayNot to={TO} told={told}>
              {ofLinks.endAll}
            </MayNot>
            <WhoMay id={told} to={[TO]} />
          </>
        )}
      </div>
      <Loaded query={query} rows={8}>
        {(data) => {
          const rooms = data.pages.flatMap((page) => page.items);
          if (rooms.length > 0 || !isNarrowed) return <RoomList label={words.rooms} rooms={rooms} inOrder />;
          return (
            <Empty drawing="desk" title={ofRooms.nothingFound}>
              <Button onClick={() => set({ q: "", state: "" })}>{ofRooms.clear}</Button>
            </Empty>
          );
        }}
      </Loaded>
      <More query={query} />
      <LessonSheet />
    </>
  );
}
