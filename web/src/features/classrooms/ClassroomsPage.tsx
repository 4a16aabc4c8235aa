// The classrooms of a school, what needs somebody first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { ButtonLink } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { LessonSheet } from "../lessons/LessonSheet";
import { classroomMessages } from "./messages";
import { classrooms } from "./queries";
import { RoomList } from "./RoomList";

export function ClassroomsPage() {
  const words = useMessages(classroomMessages);
  const format = useFormat();
  const query = useInfiniteQuery(classrooms({}));
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={words.classrooms}
      sub={query.data && !query.hasNextPage && words.countOfRooms(found.length, format.count(found.length))}
    >
      <Loaded query={query}>
        {() =>
          found.length > 0 ? (
            <RoomList label={words.classrooms} rooms={found} />
          ) : (
            <Empty drawing="desk" title={words.none}>
              <p>{words.noneText}</p>
              <ButtonLink href={paths.orders()}>{words.toOrders}</ButtonLink>
            </Empty>
          )
        }
      </Loaded>
      <More query={query} />
      <LessonSheet />
    </Page>
  );
}
