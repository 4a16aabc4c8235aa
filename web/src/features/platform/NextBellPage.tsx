// What is wrong now, soonest first, with who can mend it; and whether each cluster bears the next bell.
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { REFRESH_MS } from "../../api/refresh";
import { useZone } from "../../api/zone";
import { text, useAddress } from "../../ui/address";
import { dayIn, useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { capacity } from "../capacity/queries";
import { clusters } from "../clusters/queries";
import { ATTENTION, SLOT_MS, slotOf } from "./asked";
import { loadsOf } from "./loads";
import { platformMessages } from "./messages";
import { NextBell } from "./NextBell";
import { chosenBell, missing, missingElsewhere } from "./next-bell";
import { bells, platformOrders } from "./queries";

const ADDRESS = { bell: text() };
const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData } as const;

export function NextBellPage() {
  const words = useMessages(platformMessages);
  const format = useFormat();
  const zone = useZone();
  const [address] = useAddress(ADDRESS);
  const now = useNow(1000);
  const slot = slotOf(now);
  const rung = useQuery({ ...bells(slot), ...live });
  const orders = useInfiniteQuery({ ...platformOrders(ATTENTION), ...live });
  const known = useInfiniteQuery({ ...clusters(), ...live });
  const bell = rung.data && chosenBell(rung.data.items, now, address.bell);
  const until = (bell ? Date.parse(bell.at) : slot) + SLOT_MS;
  const load = useQuery({
    ...capacity({
      resource: "node_share",
      from: new Date(slot).toISOString(),
      to: new Date(until).toISOString(),
      resolution: "slot",
    }),
    ...live,
  });
  const rooms = missing(rung.data?.items ?? []);
  const others = (orders.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((order) => order.classrooms.wanted_now > 0);
  const loads = loadsOf(
    (known.data?.pages ?? []).flatMap((page) => page.items),
    load.data?.items ?? [],
    { now, bell },
  );
  return (
    <Page
      title={bell ? words.nextBellAt(format.time(bell.at, zone)) : words.nextBell}
      sub={format.date(dayIn(zone, bell ? bell.at : now), "long")}
      acts={<ButtonLink href={paths.opsPromises()}>{words.promisesAtRisk}</ButtonLink>}
    >
      <Loaded query={rung} rows={10}>
        {() => (
          <NextBell bell={bell} now={now} missing={rooms} others={missingElsewhere(others, rooms)} loads={loads} />
        )}
      </Loaded>
    </Page>
  );
}
