// At the foot of every page: how old is what is shown, and whether this device's clock can be trusted.
import { OFF_MAX_MS, useClockOffset } from "../api/clock";
import { useLive } from "../api/heard";
import { useZone } from "../api/zone";
import { useFormat } from "../ui/format";
import { useMessages } from "../ui/language";
import { Strip } from "../ui/strip";
import css from "./frame.module.css";
import { appMessages } from "./messages";

export function Foot() {
  const words = useMessages(appMessages);
  const off = Math.abs(useClockOffset());
  return (
    <footer className={css["foot"]}>
      <AsOf />
      <a href="/docs">{words.api}</a>
      {off > OFF_MAX_MS && <span role="status">{words.clockOff(Math.round(off / 60_000))}</span>}
    </footer>
  );
}

function AsOf() {
  const words = useMessages(appMessages);
  const format = useFormat();
  const zone = useZone();
  const { state, asOf } = useLive();
  if (asOf === undefined) return null;
  return (
    <span>
      {words.asOf(format.clock(asOf, zone))}
      {state === "live" && ` · ${words.live}`}
    </span>
  );
}

/** Over the page, where what is shown may be old. */
export function OldNews() {
  const words = useMessages(appMessages);
  const format = useFormat();
  const zone = useZone();
  const { state, asOf } = useLive();
  if (state === "late") return <Strip state="unknown">{words.late}</Strip>;
  if (state === "offline") return <Strip state="unknown">{words.offline(asOf ? format.clock(asOf, zone) : "–")}</Strip>;
  return null;
}
