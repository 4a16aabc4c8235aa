// How the next bell stands in three figures, then what is missing, then the clusters.
import type { BellView, PlatformOrderView, WorstRoom } from "../../api/schema.gen";
import { cx } from "../../ui/classes";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { type State, stateClass, stateMessages } from "../../ui/status";
import type { Load } from "./loads";
import { LoadTable } from "./LoadTable";
import { platformMessages } from "./messages";
import { MissingRooms } from "./MissingRooms";
import css from "./next-bell.module.css";
import { countdown, type Missing } from "./next-bell";
import { PlatformOrderList } from "./PlatformOrderList";

interface NextBellProps {
  bell: BellView | undefined;
  now: number;
  missing: readonly Missing<WorstRoom>[];
  /** Orders that are not ready now, of which no room is among the missing. */
  others: readonly PlatformOrderView[];
  loads: readonly Load[];
}

export function NextBell({ bell, now, missing, others, loads }: NextBellProps) {
  const words = useMessages(platformMessages);
  const calm = missing.length === 0 && others.length === 0;
  return (
    <div className={css["stack"]}>
      {bell ? (
        <Counts bell={bell} now={now} />
      ) : calm ? (
        <Empty drawing="bell" title={words.noBell}>
          <p>{words.noBellText}</p>
        </Empty>
      ) : (
        <p className="quiet">{words.noBellText}</p>
      )}
      <Section title={words.soonestFirst} ruled={missing.length === 0}>
        {missing.length === 0 ? <p className="quiet">{words.nothingWrongNow}</p> : <MissingRooms rooms={missing} />}
      </Section>
      {others.length > 0 && (
        <Section title={words.ordersNotReady} ruled={false}>
          <PlatformOrderList orders={others} />
        </Section>
      )}
      {loads.length > 0 && (
        <Section title={words.clustersNow} ruled={false}>
          <LoadTable loads={loads} />
        </Section>
      )}
    </div>
  );
}

function Counts({ bell, now }: { bell: BellView; now: number }) {
  const words = useMessages(platformMessages);
  const at = Date.parse(bell.at);
  return (
    <section className={css["count"]} aria-label={words.nextBell}>
      <Count state="missed" count={bell.not_ready} />
      <Count state="warming" count={bell.warming} />
      <Count state="ready" count={bell.ready} />
      <Count state="scheduled" count={bell.rooms - bell.ready - bell.warming - bell.not_ready} optional />
      {at > now && (
        <p className={cx(css["lead"], css["last"])} role="timer">
          <b className={css["clock"]}>{countdown(at, now)}</b> {words.toGo}
        </p>
      )}
    </section>
  );
}

/** What is none keeps its shape and loses its colour: nobody is alarmed by a red nought. */
function Count({ state, count, optional }: { state: State; count: number; optional?: boolean }) {
  const words = useMessages(stateMessages);
  const format = useFormat();
  if (optional && count <= 0) return null;
  return (
    <p className={cx(css["lead"], count > 0 && stateClass(state), count === 0 && css["none"])}>
      <svg aria-hidden="true">
        <use href={`#s-${state}`} />
      </svg>
      <b className={css["big"]}>{format.count(count)}</b> {words[state]}
    </p>
  );
}
