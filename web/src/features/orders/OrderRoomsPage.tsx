// All rooms of an order.
import { ButtonLink } from "../../ui/link";
import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import type { OrderView } from "../../api/schema.gen";

import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { More } from "../../ui/table";
import { classrooms } from "../classrooms/queries";
import { RoomList } from "../classrooms/RoomList";
import { LessonSheet } from "../lessons/LessonSheet";
import { MayNot } from "../me/MayNot";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";

export function OrderRoomsPage() {
  return <OrderFrame tab="rooms">{(order) => <OrderRooms order={order} />}</OrderFrame>;
}

function OrderRooms({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const mayJoin = useCan("classrooms:join");
  const query = useInfiniteQuery(classrooms({ order_id: order.id }));
  return (
    <>
      <div className="bar">
        {mayJoin ? (
          <ButtonLink href={paths.printLinks({ order: order.id })}>{words.printLinks}</ButtonLink>
        ) : (
          <MayNot to="classrooms:join">{words.printLinks}</MayNot>
        )}
      </div>
      <Loaded query={query} rows={8}>
        {(data) => <RoomList label={words.rooms} rooms={data.pages.flatMap((page) => page.items)} inOrder />}
      </Loaded>
      <More query={query} />
      <LessonSheet />
    </>
  );
}
