// The classrooms of a school, what needs somebody first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { given } from "../../api/given";
import { paths } from "../../app/paths";
import { type AddressOf, choice, text, useAddress } from "../../ui/address";
import { Button, SearchField, SelectField } from "../../ui/controls";
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
import { RoomList } from "./RoomList";

const ADDRESS = {
  q: text(),
  state: choice(["", "wanted", "ready", "not_ready", "idle"], ""),
  sort: choice(["attention", "name", "created_at"], "attention"),
};
type Address = AddressOf<typeof ADDRESS>;

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
      {(found.length > 0 || filtered) && <Filters address={address} set={set} />}
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

function Filters({ address, set }: { address: Address; set: (patch: Partial<Address>) => void }) {
  const words = useMessages(classroomMessages);
  return (
    <div className="bar">
      <SearchField
        className="grow"
        label={words.find}
        placeholder={words.findHint}
        value={address.q}
        onSearch={(q) => set({ q })}
      />
      <SelectField
        label={words.stateFilter}
        value={address.state}
        options={[
          ["", words.all],
          ["wanted", words.stateWanted],
          ["ready", words.stateReady],
          ["not_ready", words.stateNotReady],
          ["idle", words.stateIdle],
        ]}
        onChange={(event) => set({ state: event.target.value as Address["state"] })}
      />
      <SelectField
        label={words.sort}
        value={address.sort}
        options={[
          ["attention", words.sortAttention],
          ["name", words.sortName],
          ["created_at", words.sortCreated],
        ]}
        onChange={(event) => set({ sort: event.target.value as Address["sort"] })}
      />
    </div>
  );
}
