// What stands around every step of the editor: title, whether it is saved, the steps, the verdict beside them or, on a phone, at the foot.
import type { ReactNode } from "react";
import { useZone } from "../../../api/zone";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { useNarrow } from "../../../ui/narrow";
import { Page } from "../../../ui/page";
import { Icon } from "../../../ui/status";
import { Strip } from "../../../ui/strip";
import { draftMessages } from "../messages";
import { type DraftStep, STEPS } from "../types";
import css from "./editor.module.css";
import type { Saved } from "./open";
import { shareMessages } from "./share.messages";
import type { Progress } from "./steps";
import { useOpen, useSession } from "./use-session";

export function SavedWord({ saved }: { saved: Saved }) {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const zone = useZone();
  const text =
    saved.is === "saved"
      ? words.saved(format.time(saved.at, zone))
      : saved.is === "saving"
        ? words.saving
        : saved.is === "newer"
          ? words.newer
          : words.savedHere;
  return (
    <span className="quiet" role="status">
      {text}
      {saved.is === "local" && saved.because && ` ${saved.because}`}
    </span>
  );
}

export function NewerStrip() {
  const words = useMessages(draftMessages);
  const session = useSession();
  return (
    <Strip
      state="warming"
      acts={
        <>
          <Button onClick={() => void session.takeTheirs()}>{words.takeIt}</Button>
          <Button onClick={() => void session.keepMine()}>{words.keepMine}</Button>
        </>
      }
    >
      <b>{words.newer}</b>
    </Strip>
  );
}

function StepMark({ progress }: { progress: Progress }) {
  const words = useMessages(draftMessages);
  if (progress === "done") {
    return (
      <span className={css["done"]}>
        <Icon name="ok" size="s" />
        <span className="vh">{words.stepDone}</span>
      </span>
    );
  }
  const wrong = progress === "wrong";
  return (
    <span className={wrong ? css["wrong"] : css["blank"]}>
      <span aria-hidden="true">{wrong ? "!" : "–"}</span>
      <span className="vh">{wrong ? words.stepWrong : words.stepEmpty}</span>
    </span>
  );
}

export function StepLinks({ current, progress }: { current: DraftStep; progress: Record<DraftStep, Progress> }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  return (
    <nav className={css["steps"]} aria-label={words.steps}>
      {STEPS.map((step, index) => (
        <Go
          key={step}
          href={paths.draft(session.id, step)}
          replace
          {...(step === current ? { "aria-current": "step" as const } : {})}
        >
          {index + 1}
          <span className={css["name"]}>{words[step]}</span> <StepMark progress={progress[step]} />
        </Go>
      ))}
    </nav>
  );
}

interface DraftFrameProps {
  step: DraftStep;
  progress: Record<DraftStep, Progress>;
  /** The verdict in one line, for a phone's foot. */
  short: ReactNode;
  verdict: ReactNode;
  children: ReactNode;
}

export function DraftFrame({ step, progress, short, verdict, children }: DraftFrameProps) {
  const words = useMessages(draftMessages);
  const sharing = useMessages(shareMessages);
  const narrow = useNarrow();
  const session = useSession();
  const open = useOpen();
  const name = open.history.doc.name.trim();
  const undo = open.history.past.length > 0;
  const redo = open.history.future.length > 0;
  return (
    <Page
      title={`${name || words.newOrder} · ${words[step]}`}
      heading={<bdi>{name || words.newOrder}</bdi>}
      acts={
        <>
          <SavedWord saved={open.saved} />
          {session.isOwn && (
            <Button look="small" pressed={open.shared} onClick={() => session.share(!open.shared)}>
              {sharing.share}
            </Button>
          )}
          <span className={css["undo"]}>
            <Button look="small" disabled={!undo} onClick={session.undo}>
              {words.undo}
            </Button>
            <Button look="small" disabled={!redo} onClick={session.redo}>
              {words.redo}
            </Button>
          </span>
        </>
      }
    >
      {open.saved.is === "newer" && <NewerStrip />}
      <StepLinks current={step} progress={progress} />
      <div className={css["editor"]}>
        <div>{children}</div>
        {!narrow && <aside className={css["aside"]}>{verdict}</aside>}
      </div>
      {narrow && (
        <details className={css["bottom"]}>
          <summary>
            {short} <Icon name="up" />
          </summary>
          {verdict}
        </details>
      )}
    </Page>
  );
}
