// The order editor: one draft, its steps as addresses, the verdict beside all of them.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { paths } from "../../app/paths";
import { Skeleton } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { ButtonLink, useGo } from "../../ui/link";
import { Page } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { Failed } from "../../ui/strip";
import { quotaUsage } from "../usage/queries";
import { Begun, NotCopied } from "./confirm/Begun";
import { OrderedMeanwhile, useMade } from "./confirm/Made";
import { MergeSheet } from "./confirm/MergeSheet";
import { MovedOn, useMovedOn } from "./confirm/MovedOn";
import { ReviewStep } from "./confirm/ReviewStep";
import { type Confirming, useConfirm } from "./confirm/useConfirm";
import { DaysStep } from "./days/DaysStep";
import { fromOrder } from "./editor/doc";
import { WrongContext } from "./editor/fields";
import { DraftFrame } from "./editor/DraftFrame";
import { RoomsStep } from "./editor/RoomsStep";
import { SourceStep } from "./editor/SourceStep";
import { nextStep, progressOf } from "./editor/steps";
import { SessionContext, useDoc, useOpen, useSession, useStarted } from "./editor/use-session";
import { useUndoKeys } from "./editor/use-undo-keys";
import { draftMessages } from "./messages";
import { missing, type Verdict as Quoted } from "./quote/useQuote";
import { useVerdict } from "./quote/use-verdict";
import { ShortVerdict, Verdict } from "./quote/Verdict";
import { onlyRegion, regions, tellMade } from "./queries";
import { type DraftStep, STEPS } from "./types";
import { WeekStep } from "./week-grid/WeekStep";

export function DraftPage() {
  const words = useMessages(draftMessages);
  const id = usePathParam("id");
  const go = useGo();
  const started = useStarted(id);
  const foreign = started === "foreign";
  const made = started && !foreign && "made" in started ? started.made : undefined;
  useEffect(() => {
    if (!made) return;
    // What this device knows of it may not have come through to whoever else sees it.
    void tellMade(id, made).catch(() => undefined);
    void go(paths.order(made), { replace: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it is known.
  }, [made]);
  if (!started || made) {
    return (
      <Page title={words.newOrder}>
        <Skeleton rows={8} />
      </Page>
    );
  }
  if (foreign || "error" in started) {
    return (
      <Page title={words.newOrder}>
        {foreign ? <p role="alert">{words.notOurs}</p> : <Failed error={started.error} />}
        <ButtonLink href={paths.drafts()}>{words.drafts}</ButtonLink>
      </Page>
    );
  }
  return "session" in started ? (
    <SessionContext value={started.session}>
      <Editor />
    </SessionContext>
  ) : null;
}

function Editor() {
  const words = useMessages(draftMessages);
  const session = useSession();
  const open = useOpen();
  const given = usePathParam("step");
  const step: DraftStep = STEPS.find((one) => one === given) ?? "source";
  const { doc } = open.history;
  const { found, askAnew, marks, actions, room, onRoom, place, way, taken, again } = useVerdict(step);
  const { data: quota } = useQuery(quotaUsage());
  const { state: confirming, confirm, conflict, reset } = useConfirm(session);
  const moved = useMovedOn(open);
  const made = useMade();
  useUndoKeys(session);
  useEffect(() => session.setStep(step), [session, step]);
  useBackToWeek(confirming, reset);
  const priced = confirming.is === "price-changed";
  useEffect(() => {
    if (priced) askAnew();
  }, [priced, askAnew]);
  useOnlyRegion();
  useKeptVerdict(found);

  const refused = found.is === "quoted" && !found.quote.feasible;
  const wanted = missing(doc);
  const next = nextStep(step, wanted);
  const verdict = (
    <Verdict
      doc={doc}
      found={found}
      quota={quota}
      missing={wanted}
      again={again}
      zone={doc.time_zone}
      actions={actions}
      next={
        next && !refused && found.is !== "invalid" ? (
          <ButtonLink href={paths.draft(session.id, next)}>{words.on(words[next])}</ButtonLink>
        ) : null
      }
    />
  );
  const said = useMemo(() => [...marks.steps.values()].flat(), [marks]);
  const wrong = (of: DraftStep) => marks.steps.get(of) ?? [];
  const week = { marks, place, way, taken, room, onRoom, quote: found.is === "quoted" ? found.quote : undefined };
  return (
    <DraftFrame
      step={step}
      progress={progressOf(doc, marks, refused)}
      verdict={verdict}
      short={<ShortVerdict found={found} />}
    >
      {made && <OrderedMeanwhile made={made} />}
      {moved && !made && open.base && confirming.is === "idle" && (
        <MovedOn order={open.base.order_id} onOpen={() => conflict(moved)} />
      )}
      {!made && <Begun />}
      {!made && <NotCopied />}
      <WrongContext value={said}>
        {step === "source" && <SourceStep />}
        {step === "rooms" && <RoomsStep quota={quota} wrong={wrong("rooms")} />}
        {step === "week" && <WeekStep {...week} />}
        {step === "days" && <DaysStep wrong={wrong("days")} />}
        {step === "review" && <ReviewStep found={found} confirming={confirming} onConfirm={() => void confirm()} />}
      </WrongContext>
      {confirming.is === "conflict" && open.base && (
        <MergeSheet
          order={open.base.order_id}
          base={open.base.doc}
          mine={doc}
          theirs={fromOrder(confirming.theirs.data, doc)}
          onClose={reset}
          onMerged={(merged) => {
            session.rebase(confirming.theirs.etag, fromOrder(confirming.theirs.data, doc), merged);
            reset();
          }}
        />
      )}
    </DraftFrame>
  );
}

/** A refusal at Confirm leads back to the week, where the verdict shows it: nothing typed is lost. */
function useBackToWeek(confirming: Confirming, reset: () => void): void {
  const session = useSession();
  const go = useGo();
  const refused = confirming.is === "refused" && confirming.failure.kind === "refused";
  useEffect(() => {
    if (!refused) return;
    reset();
    void go(paths.draft(session.id, "week"));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once a refusal.
  }, [refused]);
}

/** Lists of drafts say what the last quote said, without asking again: it is saved with what it is of. */
function useKeptVerdict(found: Quoted): void {
  const session = useSession();
  useEffect(() => {
    if (session.get().made) return;
    const fits = found.is === "quoted" ? found.quote.feasible : undefined;
    session.setVerdict(fits === undefined ? undefined : fits ? "fits" : "does_not_fit");
  }, [session, found]);
}

/** For drafts that were begun without one: a new draft has it from the start. */
function useOnlyRegion(): void {
  const session = useSession();
  const { region } = useDoc();
  const { data } = useQuery(regions());
  const only = onlyRegion(data);
  useEffect(() => {
    if (only && !region) session.edit((now) => ({ ...now, region: only }));
  }, [only, region, session]);
}
