// The quota as rulers: what is open now, the most that is booked and when. A view.
import type { QuotaUsage, SlotUsage } from "../../api/schema.gen";
import { todayIn } from "../../api/days";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Ruler } from "../../ui/ruler";
import { quotaMessages } from "./quota.messages";

export function Quota({ quota }: { quota: QuotaUsage }) {
  const words = useMessages(quotaMessages);
  return (
    <div className="stack-s">
      <Slot label={words.roomsNow} slot={quota.rooms} />
      <Slot label={words.seatsNow} slot={quota.seats} />
    </div>
  );
}

function Slot({ label, slot }: { label: string; slot: SlotUsage }) {
  const words = useMessages(quotaMessages);
  const format = useFormat();
  const zone = useZone();
  const highest = slot.highest;
  // It opens into what adds up to it.
  const day = highest && todayIn(zone, Date.parse(highest.at));
  return (
    <Ruler label={label} used={slot.now} limit={slot.limit} peak={highest?.used}>
      <p className="small quiet">
        {highest && day ? (
          <Go href={paths.usage({ from: day, to: day })}>
            {words.peakAt(format.moment(highest.at, zone), format.count(highest.used), format.count(slot.limit))}
          </Go>
        ) : (
          words.noPeak
        )}
      </p>
    </Ruler>
  );
}
