// Whether the order waits for a purchase order, and until the end of which day.
import { now } from "../../../api/clock";
import { todayIn } from "../../../api/days";
import { Check } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { DateField } from "../../../ui/when";
import { addDays } from "../days/term";
import { momentOf, wallOf } from "../days/zone";
import { useDoc, useOpen, useSession } from "../editor/use-session";
import { reserveMessages } from "./reserve.messages";

/** With the day that has begun these are the fourteen that an order waits at most. */
const DAYS_MOST = 13;
const DAYS_FIRST = 7;

export function ReserveField() {
  const words = useMessages(reserveMessages);
  const session = useSession();
  const { reservedUntil } = useOpen();
  const zone = useDoc().time_zone;
  const today = todayIn(zone, now());
  const set = (day: string) => session.setReservedUntil(momentOf(`${day}T23:59`, zone));
  return (
    <div className="stack-s">
      <Check
        label={words.reserveUntil}
        checked={reservedUntil !== undefined}
        onChange={(event) =>
          event.target.checked ? set(addDays(today, DAYS_FIRST)) : session.setReservedUntil(undefined)
        }
      />
      {reservedUntil !== undefined && (
        <DateField
          label={words.reservedDay}
          hint={words.reservedHint}
          min={today}
          max={addDays(today, DAYS_MOST)}
          value={wallOf(reservedUntil, zone).slice(0, 10)}
          onChange={(event) => {
            const { value, validity } = event.target;
            if (value && validity.valid) set(value);
          }}
        />
      )}
    </div>
  );
}
