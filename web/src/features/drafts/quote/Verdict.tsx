// The verdict: fits or not, the peak against the quota, what is against it in the API's sentences, each with its cell, and what would fit instead.
import type { ReactNode } from "react";
import type { Failure } from "../../../api/problem";
import type { Alternative, QuotaUsage, Quote, Violation } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Facts } from "../../../ui/page";
import { Ruler, TIGHT } from "../../../ui/ruler";
import { Shape, type State, stateClass, Status } from "../../../ui/status";
import { FailureStrip } from "../../../ui/strip";
import { cx } from "../../../ui/classes";
import css from "../editor/editor.module.css";
import type { Doc } from "../editor/doc";
import { ShortPrice } from "../../prices/OrderPrice";
import { Quota } from "../../usage/Quota";
import { draftMessages } from "../messages";
import type { Moved } from "../week-grid/ghosts";
import { gridMessages } from "../week-grid/messages";
import { Ways } from "./Ways";
import { wrongOf } from "./fit";
import type { Lacking, Verdict as Found } from "./useQuote";

/** Whether, with all orders together, little is left of the quota at some time. */
function isTight({ quota_peak: peak }: Quote): boolean {
  return peak !== undefined && [peak.rooms, peak.seats].some(({ used, limit }) => used > limit * TIGHT);
}

function stateOf(found: Found): State {
  if (found.is === "quoted") {
    if (!found.quote.feasible) return "refused";
    return isTight(found.quote) ? "warming" : "ready";
  }
  if (found.is === "checking" && found.last) return found.last.feasible ? "ready" : "refused";
  return found.is === "invalid" ? "missed" : found.is === "failed" ? "unknown" : "scheduled";
}

function useTitle(found: Found): string {
  const words = useMessages(draftMessages);
  switch (found.is) {
    case "quoted":
      if (!found.quote.feasible) return words.refused;
      return isTight(found.quote) ? words.tight : words.fits;
    case "checking":
      return words.checking;
    case "invalid":
      return words.invalid;
    case "failed":
      return words.notKnown;
    case "same":
      return words.unchanged;
    case "lacking":
      return words.unasked;
  }
}

const LACKING = {
  rooms: "lacksRooms",
  region: "lacksRegion",
  term: "lacksTerm",
  lessons: "lacksLessons",
  name: "lacksName",
} as const satisfies Record<Lacking, string>;

export interface VerdictActions {
  /** Goes to the cell of a violation, if it has one. */
  placed: (violation: Violation) => (() => void) | undefined;
  /** Goes to the field, or to the cell, that a pointer names. */
  field: (pointer: string) => void;
  /** Goes to where something that is missing is filled in. */
  fill: (what: Lacking) => void;
  preview: (way: Alternative | undefined) => void;
  take: (way: Alternative) => void;
  undo: (() => void) | undefined;
  /** Of which classes a way moves lessons. */
  moves: (way: Alternative) => Moved;
  /** Shows the week of a class with what a way moves there, until something is changed. */
  show: (way: Alternative, room: string) => void;
}

interface VerdictProps {
  found: Found;
  quota: QuotaUsage | undefined;
  /** What was asked about. */
  doc: Doc;
  missing: readonly Lacking[];
  /** What was just taken did not hold. */
  again: boolean;
  zone: string;
  actions: VerdictActions;
  next?: ReactNode;
}

export function Verdict({ found, doc, quota, missing, again, zone, actions, next }: VerdictProps) {
  const words = useMessages(draftMessages);
  const title = useTitle(found);
  const state = stateOf(found);
  const quote = found.is === "quoted" ? found.quote : found.is === "checking" ? found.last : undefined;
  return (
    <section className={css["verdict"]} aria-label={words.verdict} aria-busy={found.is === "checking"}>
      <div className={cx(css["head"], stateClass(state))}>
        <Shape state={state} size="l" said="" />
        <div role="status">
          <h2>{title}</h2>
        </div>
      </div>
      <div className={css["body"]}>
        {found.is === "same" && <p>{words.unchangedText}</p>}
        {found.is === "failed" && <FailureStrip error={found.failure} />}
        {found.is === "invalid" && <Wrong failure={found.failure} doc={doc} actions={actions} />}
        {quote && <QuotedBody quote={quote} quota={quota} again={again} zone={zone} actions={actions} />}
        {/* What it has to fit into is seen before anything is filled in. */}
        {found.is === "lacking" && quota && <Quota quota={quota} />}
        {missing.length > 0 && (
          <ul className={css["violations"]}>
            {missing.map((what) => (
              <li key={what}>
                <Button look="line" onClick={() => actions.fill(what)}>
                  {words[LACKING[what]]}
                </Button>
              </li>
            ))}
          </ul>
        )}
        {next}
        <p className="small quiet">{words.nothingOrdered}</p>
      </div>
    </section>
  );
}

const WRONG_MAX = 6;

function Wrong({ failure, doc, actions }: { failure: Failure; doc: Doc; actions: VerdictActions }) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const format = useFormat();
  const all = wrongOf(failure, doc);
  if (all.length === 0) return <FailureStrip error={failure} />;
  const shown = all.slice(0, WRONG_MAX);
  const rest = all.length - shown.length;
  const say = ({ detail, overlap }: (typeof all)[number]) => {
    if (!overlap) return detail;
    const [first = "", ...more] = overlap.rooms;
    const rooms = more.length > 0 ? words.roomsAndMore(first, format.count(more.length)) : first;
    const lesson = ({ title, start }: { title: string; start: string }) =>
      `${title || "–"} (${grid[overlap.day]} ${start})`;
    return words.overlaps(lesson(overlap.line), lesson(overlap.other), rooms);
  };
  return (
    <>
      <ul className={css["violations"]}>
        {shown.map((one, index) => (
          <li key={index}>
            <Button look="line" onClick={() => actions.field(one.pointer)}>
              {say(one)}
            </Button>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="small quiet">{words.andMore(rest, format.count(rest))}</p>}
    </>
  );
}

function QuotedBody({
  quote,
  quota,
  again,
  zone,
  actions,
}: {
  quote: Quote;
  quota: QuotaUsage | undefined;
  again: boolean;
  zone: string;
  actions: VerdictActions;
}) {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const { demand_peak: peak, demand_peak_before: before, quota_peak: all, difference } = quote;
  return (
    <>
      {again && !quote.feasible && <p role="status">{words.noLonger}</p>}
      {quote.violations.length > 0 && (
        <ul className={css["violations"]}>
          {quote.violations.map((violation, index) => {
            const go = actions.placed(violation);
            return (
              <li key={index}>
                {go ? (
                  <Button look="line" onClick={go}>
                    {violation.message}
                  </Button>
                ) : (
                  violation.message
                )}
              </li>
            );
          })}
        </ul>
      )}
      {all && (
        <div className="stack-s">
          <Ruler label={words.roomsOfAll} used={all.rooms.used} limit={all.rooms.limit}>
            <p className="small quiet">{format.moment(all.rooms.at, zone)}</p>
          </Ruler>
          <Ruler label={words.seatsOfAll} used={all.seats.used} limit={all.seats.limit}>
            {all.seats.at !== all.rooms.at && <p className="small quiet">{format.moment(all.seats.at, zone)}</p>}
          </Ruler>
        </div>
      )}
      {/* What is refused is in nobody's figures yet. */}
      {peak && (!all || all.rooms.used > peak.rooms) && (
        <div className="stack-s">
          <Ruler label={words.roomsAtPeak} used={peak.rooms} limit={quota?.rooms.limit ?? peak.rooms}>
            <p className="small quiet">{format.moment(peak.at, zone)}</p>
          </Ruler>
          <Ruler label={words.seatsAtPeak} used={peak.seats} limit={quota?.seats.limit ?? peak.seats}>
            {before && (
              <p className="small quiet">{words.before(format.count(before.rooms), format.count(before.seats))}</p>
            )}
          </Ruler>
        </div>
      )}
      <Facts
        facts={[
          quote.lessons_total !== undefined && [words.lessonsInAll, <b key="n">{format.count(quote.lessons_total)}</b>],
          difference && [
            words.changesOf,
            words.changeCounts(
              format.count(difference.lessons_added),
              format.count(difference.lessons_removed),
              format.count(difference.lessons_moved),
            ),
          ],
        ]}
      />
      {quote.price && <ShortPrice price={quote.price} before={quote.price_before} />}
      {quote.alternatives.length > 0 && <Ways quote={quote} actions={actions} />}
      {actions.undo && <Button onClick={actions.undo}>{words.undo}</Button>}
      {quote.warnings.length > 0 && (
        <div>
          <h3>{words.warnings}</h3>
          <ul className="stack-s">
            {quote.warnings.map((warning) => (
              <li key={warning.pointer + warning.code}>{warning.message}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** On a phone's foot: shape, word, rooms of all orders at the fullest time. */
export function ShortVerdict({ found }: { found: Found }) {
  const format = useFormat();
  const title = useTitle(found);
  const rooms = found.is === "quoted" ? found.quote.quota_peak?.rooms : undefined;
  return (
    <>
      <Status state={stateOf(found)}>{title}</Status>
      {rooms && (
        <span className="quiet">
          {format.count(rooms.used)} / {format.count(rooms.limit)}
        </span>
      )}
    </>
  );
}
