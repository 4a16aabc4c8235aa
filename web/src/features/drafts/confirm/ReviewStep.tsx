// Step 5: what is ordered, in sentences; what changes; one button.
import { useEffect, useMemo, useRef, useState } from "react";
import { now } from "../../../api/clock";
import { useMe } from "../../../api/me";
import type { Money, Quote } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { Button, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { ButtonLink } from "../../../ui/link";
import { Section } from "../../../ui/page";
import { FailureStrip, Strip } from "../../../ui/strip";
import { MomentField } from "../../../ui/when";
import { useMayNot } from "../../me/may-not";
import { useQuery } from "@tanstack/react-query";
import { daysBetween, isTerm, weeksOf } from "../days/term";
import { momentOf, wallOf } from "../days/zone";
import { type Doc, isWeekly, subjectsOf } from "../editor/doc";
import css from "../editor/editor.module.css";
import { useField } from "../editor/fields";
import { flexibleMessages } from "../editor/flexible.messages";
import type { Open } from "../editor/open";
import { useDoc, useOpen, useSession } from "../editor/use-session";
import { differences } from "../merge/diff";
import { madeMessages } from "../made.messages";
import { draftMessages } from "../messages";
import { priceMessages } from "../../prices/messages";
import { FullPrice, useAmount } from "../../prices/OrderPrice";
import { standingMessages } from "../../standing/messages";
import { same } from "../../../api/same";
import { lacking, type Verdict } from "../quote/useQuote";
import { kinds } from "../queries";
import { roomsOf } from "../week-grid/lines";
import { attemptFor, bodyOf, hashOf } from "./confirm";
import { Differences } from "./Differences";
import { ReserveField } from "./ReserveField";
import { reserveMessages } from "./reserve.messages";
import { RunningLessons } from "./RunningLessons";
import { type Confirming, moneyOf } from "./useConfirm";

interface ReviewStepProps {
  found: Verdict;
  confirming: Confirming;
  onConfirm: () => void;
}

export function ReviewStep({ found, confirming, onConfirm }: ReviewStepProps) {
  const words = useMessages(draftMessages);
  const open = useOpen();
  const prices = useMessages(priceMessages);
  const format = useFormat();
  const { doc } = open.history;
  const quote = shownOf(found);
  const changed = useMemo(() => (open.base ? differences(open.base.doc, doc) : []), [open.base, doc]);
  const until = quote?.valid_until ? prices.validUntil(format.moment(quote.valid_until, doc.time_zone)) : undefined;
  useAttempt(found, confirming, onConfirm);
  return (
    <div className="stack">
      {confirming.is === "refused" && <FailureStrip error={confirming.failure} />}
      {confirming.is === "price-changed" && same(open.expected, confirming.to) && (
        <PriceChanged from={confirming.from} to={confirming.to} />
      )}
      {confirming.is === "idle" && !open.made && isOld(open) && (
        <Strip state="unknown">
          <p>{words.sentLongAgo}</p>
          <ButtonLink href={paths.orders({ q: doc.name.trim().slice(0, 100) })} look="line">
            {words.lookForIt}
          </ButtonLink>
        </Strip>
      )}
      {confirming.is === "unknown" && (
        <Strip state="unknown">
          <p>{words.askingAgain}</p>
          <p>{words.leaving}</p>
        </Strip>
      )}
      <Section title={words.whatIsOrdered}>
        <Says doc={doc} quote={quote} />
      </Section>
      {open.base && (
        <Section title={words.difference}>
          {changed.length === 0 ? (
            <p className="quiet">{words.unchangedText}</p>
          ) : (
            <Differences items={changed} before={open.base.doc} now={doc} />
          )}
          <Effective order={open.base.order_id} />
        </Section>
      )}
      {quote?.price && (
        <Section title={prices.costs}>
          <FullPrice price={quote.price} before={quote.price_before} until={until} />
        </Section>
      )}
      <NameField />
      {!open.base && <ReserveField />}
      <ConfirmButton found={found} confirming={confirming} onConfirm={onConfirm} />
    </div>
  );
}

/** What the last answer was, while the next one is awaited. */
function shownOf(found: Verdict): Quote | undefined {
  if (found.is === "quoted") return found.quote;
  return found.is === "checking" ? found.last : undefined;
}

/** What was shown and what it is: nothing is ordered until the button is pressed again. */
function PriceChanged({ from, to }: { from: Money | undefined; to: Money | undefined }) {
  const prices = useMessages(priceMessages);
  const amount = useAmount();
  return (
    <Strip state="missed">
      <b>{prices.changed}</b>
      <p>{prices.changedFrom(amount(from), amount(to))}</p>
      <p>{prices.changedAsk}</p>
    </Strip>
  );
}

/** The service knows a key again for two days: after half of that nothing is sent without a click. */
const KNOWN_FOR_MS = 24 * 3_600_000;

const isOld = ({ sent, sentAt }: Open) => sent !== undefined && now() - (sentAt ?? 0) > KNOWN_FOR_MS;

/** The key is there before the button is pressed; what was sent before a reload is asked again by itself. */
function useAttempt(found: Verdict, confirming: Confirming, onConfirm: () => void): void {
  const session = useSession();
  const asked = useRef(false);
  useEffect(() => {
    const open = session.get();
    if (open.made || lacking(open.history.doc).length > 0 || asked.current) return;
    if (isOld(open)) return;
    if (open.sent) {
      asked.current = true;
      void hashOf(bodyOf(open)).then((hash) => hash === open.sent && onConfirm());
      return;
    }
    // What stands beside the button is what is agreed to; after a change of the price that is what the refusal said, until it is quoted anew.
    const shown = shownOf(found);
    if (shown && (found.is === "quoted" || confirming.is === "idle")) session.setExpected(moneyOf(shown.price));
    if (found.is === "quoted" && found.quote.feasible && !open.base) void attemptFor(session);
  }, [session, found, confirming, onConfirm]);
}

function weekly(doc: Doc): number {
  return doc.lines.reduce(
    (sum, line) =>
      isWeekly(line)
        ? sum + line.when.days.length * roomsOf(line, doc.rooms).length * (line.when.weeks === "all" ? 1 : 0.5)
        : sum,
    0,
  );
}

function Says({ doc, quote }: { doc: Doc; quote: Quote | undefined }) {
  const words = useMessages(draftMessages);
  const prices = useMessages(priceMessages);
  const flexible = useMessages(flexibleMessages);
  const format = useFormat();
  const seats = Math.max(1, ...doc.rooms.map((room) => room.seats));
  const { data = [] } = useQuery(kinds(seats));
  const kind = data.find((one) => one.kind === doc.kind)?.title ?? doc.kind;
  const weeks = weeksOf(doc.term).length;
  const off = doc.days.reduce((sum, day) => ("off" in day ? sum + daysBetween(day.from, day.to) + 1 : sum), 0);
  const made = doc.days.filter((day) => "runs_as" in day).length;
  const total = doc.rooms.reduce((sum, room) => sum + room.seats, 0);
  const peak = quote?.demand_peak;
  const said = [
    doc.rooms.length > 0 && words.saysRooms(format.count(doc.rooms.length), kind),
    doc.rooms.length > 0 && words.saysSeats(format.count(total)),
    doc.region && words.saysRegion(doc.region),
    doc.cost_group?.trim() && prices.saysCostGroup(doc.cost_group.trim()),
    Boolean(doc.overrun_minutes) && words.saysOverrun(format.count(doc.overrun_minutes ?? 0)),
    typeof doc.flexible?.minutes === "number" && flexible.saysMinutes(format.count(doc.flexible.minutes)),
    typeof doc.flexible?.days === "number" && flexible.saysDays(format.count(doc.flexible.days)),
    isTerm(doc.term) &&
      words.saysTerm(
        format.date(doc.term.first_day, "year"),
        format.date(doc.term.last_day, "year"),
        words.termWeeks(weeks, String(weeks)),
      ),
    doc.always
      ? words.saysAlways
      : doc.lines.some(isWeekly) && words.saysWeek(format.count(weekly(doc)), format.count(subjectsOf(doc).length)),
    !doc.always &&
      isTerm(doc.term) &&
      (off + made > 0 ? words.saysDays(format.count(off), format.count(made)) : words.noExceptions),
    quote?.lessons_total !== undefined && words.saysTotal(format.count(quote.lessons_total)),
    peak && words.saysPeak(format.moment(peak.at, doc.time_zone), format.count(peak.rooms), format.count(peak.seats)),
  ];
  return <ul className={css["says"]}>{said.map((sentence) => sentence && <li key={sentence}>{sentence}</li>)}</ul>;
}

function Effective({ order }: { order: string }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const { effectiveFrom } = useOpen();
  const zone = useDoc().time_zone;
  return (
    <div className="stack-s">
      <MomentField
        label={words.effective}
        hint={effectiveFrom ? words.atTime : words.atOnce}
        // A year that is being typed is no year yet.
        min="2000-01-01T00:00"
        defaultValue={effectiveFrom ? wallOf(effectiveFrom, zone) : ""}
        onChange={(event) => {
          const { value, validity } = event.target;
          if (validity.valid) session.setEffectiveFrom(value ? momentOf(value, zone) : undefined);
        }}
      />
      <RunningLessons order={order} />
    </div>
  );
}

/** Who came here without a name gives it here, and goes on typing in the same field. */
function NameField() {
  const words = useMessages(draftMessages);
  const session = useSession();
  const { name } = useDoc();
  const field = useField();
  const [asked] = useState(name.trim() === "");
  if (!asked) return null;
  return (
    <TextField
      {...field("/name")}
      label={words.orderName}
      hint={words.orderNameHint}
      value={name}
      maxLength={200}
      required
      onChange={(event) => session.edit((now) => ({ ...now, name: event.target.value }), "name")}
    />
  );
}

/** Why nothing is ordered at present, whoever asks, and who can change that. */
function useStopped(): string | undefined {
  const words = useMessages(standingMessages);
  const standing = useMe().tenant?.standing;
  if (standing === "suspended") return words.orderLater;
  return standing === "cancelled" ? words.planEnded : undefined;
}

function ConfirmButton({ found, confirming, onConfirm }: ReviewStepProps) {
  const words = useMessages(draftMessages);
  const prices = useMessages(priceMessages);
  const reserving = useMessages(reserveMessages);
  const ordered = useMessages(madeMessages);
  const format = useFormat();
  const open = useOpen();
  const { doc } = open.history;
  const mayNot = useMayNot(open.base ? "orders:amend" : "orders:create");
  const stopped = useStopped();
  const busy = confirming.is === "sending" || confirming.is === "unknown";
  const because =
    mayNot ??
    stopped ??
    (open.made ? (open.base ? ordered.alreadyAmended : ordered.already) : undefined) ??
    (open.saved.is === "newer"
      ? words.otherTab
      : found.is === "lacking"
        ? words.fillFirst
        : found.is === "same"
          ? words.unchangedText
          : found.is === "quoted" && !found.quote.feasible
            ? words.doesNotFit
            : found.is === "invalid"
              ? words.invalid
              : found.is === "checking" && !found.last
                ? prices.awaited
                : doc.name.trim() === ""
                  ? words.nameFirst
                  : undefined);
  const count = doc.rooms.length;
  return (
    <div className="stack-s">
      <Button look="main" disabled={busy} because={busy ? undefined : because} onClick={onConfirm}>
        {busy
          ? open.base
            ? words.amending
            : words.ordering
          : open.base
            ? words.amend
            : (open.reservedUntil ? reserving.reserve : words.order)(count, format.count(count))}
      </Button>
      {!busy && !open.made && <p className="small quiet">{words.nothingOrdered}</p>}
    </div>
  );
}
