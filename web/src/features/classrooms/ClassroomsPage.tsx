// The classrooms of a school, what needs somebody first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { given } from "../../api/given";
import { paths } from "../../app/paths";
import { useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { ButtonLink } from "../../ui/link";
import { Empty } from "../../ui/empty";
import { useCounted } from "../../ui/counted";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { More } from "../../ui/table";
import { LessonSheet } from "../lessons/LessonSheet";
import { classroomMessages } from "./messages";
import { classrooms } from "./queries";
import { RoomFilters } from "./RoomFilters";
import { RoomList } from "./RoomList";
import { roomsAddress } from "./rooms-address";

const ADDRESS = roomsAddress("attention");

export function ClassroomsPage() {
  const words = useMessages(classroomMessages);
  const [address, set] = useAddress(ADDRESS);
  const q = useDeferredValue(address.q.trim());
  const query = useInfiniteQuery(classrooms({ ...address, q, count: true }));
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Boolean(address.q || address.state);
  const counted = useCounted(query.data?.pages[0], words.countOfRooms, words.atLeast);
  return (
    <Page
      title={words.classrooms}
      sub={counted}
      acts={found.length > 0 && <Csv path="/v1/classrooms" query={given({ ...address, q })} name={words.classrooms} />}
    >
      {(found.length > 0 || filtered) && <RoomFilters address={address} set={set} />}
      <Loaded query={query}>
        {() =>
          found.length > 0 ? (
            <RoomList label={words.classrooms} rooms={found} />
          ) : filtered ? (
            <Empty drawing="desk" title={words.nothingFound}>
              <Button onClick={() => set({ q: "", state: "" })}>{words.clear}</Button>
            </Empty>
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
