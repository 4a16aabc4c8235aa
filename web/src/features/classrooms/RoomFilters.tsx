// What narrows a list of classrooms: of one order, or of the school. A view.
import { SearchField, SelectField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { classroomMessages } from "./messages";
import type { RoomsAddress } from "./rooms-address";

interface RoomFiltersProps {
  address: RoomsAddress;
  set: (patch: Partial<RoomsAddress>) => void;
}

export function RoomFilters({ address, set }: RoomFiltersProps) {
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
        onChange={(event) => set({ state: event.target.value as RoomsAddress["state"] })}
      />
      <SelectField
        label={words.sort}
        value={address.sort}
        options={[
          ["attention", words.sortAttention],
          ["name", words.sortName],
          ["created_at", words.sortCreated],
        ]}
        onChange={(event) => set({ sort: event.target.value as RoomsAddress["sort"] })}
      />
    </div>
  );
}
