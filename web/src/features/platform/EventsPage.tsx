// What happened anywhere, the newest first; what narrows it stands in the address.
import { useInfiniteQuery } from "@tanstack/react-query";
import { addDays, startOfDay } from "../../api/days";
import { useMe } from "../../api/me";
import { useZone } from "../../api/zone";
import { choice, day, text, useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Empty, Skeleton } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { useSeek } from "../../ui/seek";
import { More } from "../../ui/table";
import { EVENT_TYPES } from "./event-words";
import { EventList } from "./EventList";
import { EventsBar } from "./EventsBar";
import { platformMessages } from "./messages";
import { PlatformFrame } from "./PlatformFrame";
import { events } from "./queries";

const ADDRESS = {
  type: choice(["", ...EVENT_TYPES], ""),
  tenant: text(),
  subject: text(),
  actor: text(),
  from: day(),
  to: day(),
};

export function EventsPage() {
  const words = useMessages(platformMessages);
  const ofAll = useMe().place === "platform";
  const zone = useZone();
  const [address, set] = useAddress(ADDRESS);
  const query = useInfiniteQuery(
    events(
      {
        type: address.type,
        subject: address.subject,
        actor: address.actor,
        from: address.from && startOfDay(address.from, zone),
        to: address.to && startOfDay(addDays(address.to, 1), zone),
        ...(ofAll ? { tenant_id: address.tenant } : {}),
      },
      ofAll,
    ),
  );
  // A page that is narrowed may be empty, and yet others follow.
  const seeking = useSeek(query, query.data?.pages.every((page) => page.items.length === 0) ?? false);
  const clear = () => set({ type: "", tenant: "", subject: "", actor: "", from: "", to: "" });
  const narrowed = Object.values(address).some((value) => value !== "");
  return (
    <PlatformFrame page="events" sub={ofAll && words.eventsOfAll}>
      <EventsBar filter={address} onChange={set} {...(narrowed ? { onClear: clear } : {})} />
      <Loaded query={query} rows={12}>
        {(data) => {
          if (seeking) return <Skeleton rows={12} />;
          const found = data.pages.flatMap((page) => page.items);
          if (found.length > 0)
            return <EventList events={found} ofAll={ofAll} onNarrow={(patch) => set(patch, { push: true })} />;
          return (
            <Empty drawing="ruler" title={words.noEvents}>
              {narrowed && <p>{words.noEventsText}</p>}
              {narrowed && <Button onClick={clear}>{words.clear}</Button>}
            </Empty>
          );
        }}
      </Loaded>
      <More query={query} />
    </PlatformFrame>
  );
}
