// The day as bells, in chalk on the board. One control: columns are far below 24 px, so the nearest bell is picked and arrows walk; a table with the
// same figures is there for who does not see it.
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useState } from "react";
import { useNow } from "../../api/clock";
import { cx } from "../../ui/classes";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Shape, Status, stateMessages } from "../../ui/status";
import { asRung, type Bell, type Place, countsOf, nearest, nextBell, readyShare, share, spanOf, topOf } from "./bell";
import css from "./bells.module.css";
import { bellMessages } from "./messages";
import { partsOf, saidOf } from "./said";

interface BellLineProps {
  /** Undefined while they are on their way. */
  bells: readonly Bell[] | undefined;
  /** They could not be read, nor were they before. */
  failed?: boolean;
  /** An operator's: all clusters, thin columns, hours under them. */
  fine?: boolean;
  /** What the line covers; from the bells where it is not given. */
  span?: { from: number; to: number };
  hours?: readonly { at: number; label: string }[];
  onOpen: (bell: Bell) => void;
}

export function BellLine({ bells: told, failed, fine, span, hours, onOpen }: BellLineProps) {
  const words = useMessages(bellMessages);
  const now = useNow(1000);
  const [chosen, setChosen] = useState<number>();
  const bells = told?.map((bell) => asRung(bell, now));
  const next = bells ? nextBell(bells, now) : -1;
  const shown = bells?.[chosen ?? next];
  return (
    <section className={cx(css["bells"], fine && css["fine"])} aria-label={fine ? words.lineAll : words.line}>
      <div className={css["say"]}>
        {bells ? <Say bell={shown} none={bells.length === 0} now={now} /> : failed && <p>{words.failed}</p>}
      </div>
      {bells && bells.length > 0 && (
        <Track
          bells={bells}
          next={next}
          now={now}
          span={span ?? spanOf(bells)}
          hours={hours}
          chosen={chosen}
          choose={setChosen}
          onOpen={onOpen}
        />
      )}
      {bells && bells.length > 0 && <Twin bells={bells} />}
    </section>
  );
}

function Say({ bell, none, now }: { bell: Bell | undefined; none: boolean; now: number }) {
  const words = useMessages(bellMessages);
  const format = useFormat();
  if (!bell) return <p>{none ? words.none : words.over}</p>;
  const counts = countsOf(bell);
  const missed = bell.counts.missed ?? 0;
  const until = bell.until ?? bell.at;
  const when = bell.at > now ? words.inTime(format.duration((bell.at - now) / 1000)) : until > now ? words.running : "";
  return (
    <>
      <p>
        {words.bell(bell.time)}
        <span className={css["long"]}>{when}</span>
        <span className={cx(css["short"], missed > 0 && css["alarm"])}>
          {" "}
          {missed > 0 && <Shape state="missed" size="s" />} {Math.round(readyShare(bell) * bell.rooms)}/{bell.rooms}
        </span>
      </p>
      <p className={css["tally"]}>
        {counts.map(([state, count]) => (
          <span key={state} className={cx(state === "missed" && css["alarm"])}>
            <Status state={state} size="s">
              {format.count(count)} <StateWord state={state} />
            </Status>
          </span>
        ))}
      </p>
    </>
  );
}

function StateWord({ state }: { state: keyof typeof stateMessages }) {
  return <>{useMessages(stateMessages)[state]}</>;
}

interface TrackProps {
  bells: readonly Bell[];
  next: number;
  now: number;
  span: { from: number; to: number };
  hours: readonly { at: number; label: string }[] | undefined;
  chosen: number | undefined;
  choose: (index: number | undefined) => void;
  onOpen: (bell: Bell) => void;
}

function Track({ bells, next, now, span, hours, chosen, choose, onOpen }: TrackProps) {
  const words = useMessages(bellMessages);
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearest(bells, span.from + ((event.clientX - box.left) / box.width) * (span.to - span.from));
  };
  const current = chosen ?? Math.max(next, 0);
  const most = Math.max(...bells.map((bell) => bell.rooms));
  const said = useSaid();
  const click = (event: PointerEvent<HTMLElement>) => {
    const index = at(event);
    const bell = bells[index]!;
    // A mouse has seen by hovering what a first tap shows.
    if (event.pointerType === "mouse" || chosen === index) onOpen(bell);
    else choose(index);
  };
  return (
    <div
      className={css["track"]}
      role="slider"
      tabIndex={0}
      aria-label={words.bells}
      aria-valuemin={1}
      aria-valuemax={bells.length}
      aria-valuenow={current + 1}
      aria-valuetext={said(bells[current]!)}
      onKeyDown={(event) => walk(event, { count: bells.length, current, choose, open: () => onOpen(bells[current]!) })}
      onBlur={() => choose(undefined)}
      onPointerMove={(event) => event.pointerType === "mouse" && choose(at(event))}
      onPointerLeave={(event) => event.pointerType === "mouse" && choose(undefined)}
      onPointerUp={click}
    >
      {now > span.from && now < span.to && (
        <span className={css["now"]} style={{ "--x": share(now, span) } as CSSProperties} />
      )}
      {hours?.map((hour) => (
        <span key={hour.at} className={css["hour"]} style={{ "--x": share(hour.at, span) } as CSSProperties}>
          {hour.label}
        </span>
      ))}
      {bells.map((bell, index) => (
        <Column
          key={bell.at}
          bell={bell}
          place={index === next ? "next" : bell.at < now ? "past" : "later"}
          span={span}
          most={most}
          labelled={!hours}
          chosen={index === chosen}
        />
      ))}
    </div>
  );
}

function Column({
  bell,
  place,
  span,
  most,
  labelled,
  chosen,
}: {
  bell: Bell;
  place: Place;
  span: { from: number; to: number };
  most: number;
  labelled: boolean;
  chosen: boolean;
}) {
  const top = topOf(bell, place);
  const x = share(bell.at, span);
  const style = {
    "--x": x,
    "--w": share(bell.until ?? bell.at, span) - x,
    "--h": Math.max(bell.rooms / most, 0.06),
    "--f": place === "next" ? readyShare(bell) : 0,
  } as CSSProperties;
  return (
    <span className={cx(css["bell"], css[place], chosen && css["chosen"])} style={style} aria-hidden="true">
      {top && (
        <span className={cx(css["top"], top[0] === "missed" && css["alarm"])}>
          <Shape state={top[0]} size="s" />
          <span>{top[1]}</span>
        </span>
      )}
      <span className={css["col"]} />
      {labelled && <span className={css["label"]}>{bell.time}</span>}
    </span>
  );
}

interface Walk {
  count: number;
  current: number;
  choose: (index: number) => void;
  open: () => void;
}

function walk(event: KeyboardEvent, { count, current, choose, open }: Walk): void {
  const to: Record<string, number> = {
    ArrowRight: current + 1,
    ArrowUp: current + 1,
    ArrowLeft: current - 1,
    ArrowDown: current - 1,
    Home: 0,
    End: count - 1,
    PageUp: current + 5,
    PageDown: current - 5,
  };
  if (event.key === "Enter" || event.key === " ") open();
  else if (to[event.key] !== undefined) choose(Math.min(count - 1, Math.max(0, to[event.key]!)));
  else return;
  event.preventDefault();
}

/** `08:55: 60 rooms, 1 not ready, 59 ready` */
function useSaid(): (bell: Bell) => string {
  const words = useMessages(bellMessages);
  const format = useFormat();
  return (bell) => saidOf(bell, words, format);
}

/** The same as a table. */
function Twin({ bells }: { bells: readonly Bell[] }) {
  const words = useMessages(bellMessages);
  const format = useFormat();
  return (
    <div className="vh">
      <table>
        <caption>{words.bells}</caption>
        <thead>
          <tr>
            <th scope="col">{words.time}</th>
            <th scope="col">{words.roomsHead}</th>
            <th scope="col">{words.states}</th>
          </tr>
        </thead>
        <tbody>
          {bells.map((bell) => (
            <tr key={bell.at}>
              <th scope="row">{bell.time}</th>
              <td>{format.count(bell.rooms)}</td>
              <td>{words.tally(partsOf(bell, words, format))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
