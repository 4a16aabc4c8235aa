// One draft that is open: its document with the steps back, and where it is kept. Every change goes to this device at once and to the service 2 s later,
// under the ETag that it goes on from; another tab that saved in between is told of and never overwritten.
import { isFailure } from "../../../api/problem";
import { now } from "../../../api/clock";
import type { Versioned } from "../../../api/client";
import type { Attempt, DraftVerdict, DraftView, Money } from "../../../api/schema.gen";
import { same } from "../../../api/same";
import { getDraft, newestDrafts, putDraft } from "../queries";
import { type DraftStep, type Kept, keptOf } from "../types";
import type { Doc } from "./doc";
import { forgetLocal, type LocalCopy, readLocal, writeLocal } from "./local";
import { keptAs, type Open, openOf, said, type Saved, written } from "./open";
import { type Action, reduce } from "./reducer";

const SAVE_AFTER_MS = 2_000;
const RETRY_MS = 10_000;
const TYPING_MS = 1_500;

export function localId(person: string, place: string, draft: string): string {
  return `${person} ${place} ${draft}`;
}

export class DraftSession {
  private open: Open;
  private readonly listeners = new Set<() => void>();
  private readonly channel = new BroadcastChannel("homeroom-drafts");
  private timer: number | undefined;
  private saving: Promise<void> | undefined;
  private dirty: boolean;
  /** Whether what is being saved is more than a verdict: that alone is nothing that somebody wrote. */
  private writes = false;
  /** The verdict that the service has. */
  private told: DraftVerdict | undefined;
  /** What the service has under the ETag; absent while a copy of this device goes on from what is not known. */
  private known: Kept | undefined;
  /** Whether what was saved in vain is to be saved again at once. */
  private again = false;
  private closed = false;
  private typed: { tag: string | undefined; at: number } = { tag: undefined, at: 0 };

  private constructor(
    readonly id: string,
    private readonly local: string,
    private etag: string,
    kept: Kept,
    saved: Saved,
    /** Somebody else's is one that they share: they alone take it back. */
    readonly isOwn: boolean,
  ) {
    this.dirty = saved.is === "local";
    this.told = kept.verdict;
    if (!this.dirty) this.known = kept;
    this.open = openOf(kept, saved, 0);
    this.channel.onmessage = (event: MessageEvent<{ id: string; etag: string }>) => {
      if (event.data.id === this.id && event.data.etag !== this.etag) void this.heard();
    };
    window.addEventListener("online", this.retry);
  }

  /** Opens a draft from the service and what this device has beyond it. `made`: an order was made of it already. `foreign`: another program wrote it. */
  static async start(id: string, person: string, place: string): Promise<DraftSession | { made: string } | "foreign"> {
    const local = localId(person, place, id);
    const [copy, answer] = await Promise.all([readLocal(local), getDraft(id).catch((error: unknown) => error)]);
    if (copy?.made) return { made: copy.made };
    if (!isVersioned(answer)) {
      const offline = isFailure(answer) && (answer.kind === "offline" || answer.kind === "busy");
      if (!offline || !copy?.kept) throw answer;
      // Whose it is nobody says now: what is its owner's alone to do waits.
      const alone = new DraftSession(id, local, copy.etag, copy.kept, { is: "local", at: copy.at }, false);
      alone.retry();
      return alone;
    }
    const kept = keptOf(answer.data);
    if (!kept) return "foreign";
    const at = Date.parse(answer.data.updated_at);
    const { mine } = answer.data;
    if (!copy?.kept) return new DraftSession(id, local, answer.etag, kept, { is: "saved", at }, mine);
    const session = new DraftSession(id, local, copy.etag, copy.kept, { is: "local", at: copy.at }, mine);
    // Before anything is saved: what another device wrote meanwhile is told, and not written over or taken without a question.
    if (copy.etag === answer.etag) session.known = kept;
    else await session.heard();
    if (session.open.saved.is !== "newer") session.retry();
    return session;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get = (): Open => this.open;

  private set(patch: Partial<Open>): void {
    this.open = { ...this.open, ...patch };
    for (const listener of this.listeners) listener();
  }

  private act(action: Action): void {
    const history = reduce(this.open.history, action);
    if (history === this.open.history) return;
    this.set({ history, revision: this.open.revision + 1 });
    this.changed();
  }

  /** Changes with the same tag that follow each other at once, as while somebody types, are one step back. */
  edit(make: (doc: Doc) => Doc, tag?: string): void {
    const at = Date.now();
    const joins = tag !== undefined && this.typed.tag === tag && at - this.typed.at < TYPING_MS;
    this.typed = { tag, at };
    this.act({ type: "edit", doc: make(this.open.history.doc), joins });
  }

  undo = (): void => this.act({ type: "undo" });
  redo = (): void => this.act({ type: "redo" });

  setStep(step: DraftStep): void {
    if (step === this.open.step) return;
    this.set({ step });
    this.changed();
  }

  /** Whether whoever else may order sees it, and may go on with it. */
  share(shared: boolean): void {
    this.set({ shared });
    this.changed(0);
  }

  setEffectiveFrom(at: string | undefined): void {
    const next = { ...this.open, revision: this.open.revision + 1 };
    delete next.effectiveFrom;
    this.open = next;
    this.set(at ? { effectiveFrom: at } : {});
    this.changed();
  }

  setReservedUntil(at: string | undefined): void {
    const next = { ...this.open };
    delete next.reservedUntil;
    this.open = next;
    this.set(at ? { reservedUntil: at } : {});
    this.changed();
  }

  /** What is sent with the order: it is refused where it costs something else. Kept with the attempt, of whose body it is a part. */
  setExpected(price: Money | undefined): void {
    if (same(this.open.expected, price)) return;
    const next = { ...this.open };
    delete next.expected;
    this.open = next;
    this.set(price ? { expected: price } : {});
  }

  setVerdict(verdict: DraftVerdict | undefined): void {
    if (verdict === this.open.verdict) return;
    const next = { ...this.open };
    delete next.verdict;
    this.open = next;
    this.set(verdict ? { verdict } : {});
    if (this.isToTell() && this.open.saved.is !== "newer") this.plan(SAVE_AFTER_MS);
  }

  /** Whether somebody else ordered it meanwhile: drafts are no events, but what comes of them is one. */
  async look(): Promise<boolean> {
    const { items } = await newestDrafts();
    if (items.some((one) => one.id === this.id && one.made)) await this.heard();
    return this.open.made !== undefined;
  }

  /** The order was changed by somebody: the draft goes on from what it is now. */
  rebase(etag: string, theirs: Doc, merged: Doc): void {
    const { base } = this.open;
    if (base) this.set({ base: { ...base, etag, doc: theirs } });
    this.edit(() => merged);
    this.changed();
  }

  /** Kept before it is used: a reload, another tab and a second click send the same. */
  async setAttempt(attempt: Attempt | undefined, sent?: string): Promise<void> {
    const next = { ...this.open };
    delete next.attempt;
    delete next.sent;
    delete next.sentAt;
    this.open = next;
    this.set({ ...(attempt ? { attempt } : {}), ...(sent ? { sent, sentAt: now() } : {}) });
    this.changed(0);
    await this.flush();
  }

  /** An order came of it: this device remembers which. */
  async made(order: string): Promise<void> {
    this.closed = true;
    window.clearTimeout(this.timer);
    await writeLocal({ id: this.local, etag: this.etag, at: Date.now(), made: order });
  }

  async forget(): Promise<void> {
    this.closed = true;
    window.clearTimeout(this.timer);
    await forgetLocal(this.local);
  }

  close(): void {
    void this.flush().finally(() => {
      this.closed = true;
      this.channel.close();
    });
    window.removeEventListener("online", this.retry);
    this.listeners.clear();
  }

  /** Saves what is not saved yet, now. */
  async flush(): Promise<void> {
    window.clearTimeout(this.timer);
    while (this.saving) await this.saving;
    if ((!this.dirty && !this.isToTell()) || this.closed || this.open.saved.is === "newer") return;
    this.saving = this.save().finally(() => {
      this.saving = undefined;
    });
    await this.saving;
    if (!this.again) return;
    this.again = false;
    await this.flush();
  }

  private isToTell(): boolean {
    return this.open.verdict !== undefined && this.open.verdict !== this.told;
  }

  private readonly retry = (): void => {
    if (this.dirty) this.plan(0);
  };

  private changed(after = SAVE_AFTER_MS): void {
    this.dirty = true;
    void this.keepHere();
    if (this.open.saved.is !== "newer") this.plan(after);
  }

  private plan(after: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), after);
  }

  kept(): Kept {
    return keptAs(this.open);
  }

  private copy(): LocalCopy {
    return { id: this.local, etag: this.etag, at: Date.now(), kept: this.kept() };
  }

  private keepHere(): Promise<void> {
    return this.dirty ? writeLocal(this.copy()) : forgetLocal(this.local);
  }

  private async save(): Promise<void> {
    const sent = this.open;
    this.writes = this.dirty;
    this.dirty = false;
    if (this.writes) this.set({ saved: { is: "saving" } });
    try {
      const kept = this.kept();
      const { etag } = await putDraft(this.id, this.etag, kept);
      this.known = kept;
      this.told = sent.verdict;
      // What is not more than a verdict is not told anew of as saved.
      const told = !this.writes && this.open.saved.is === "saved";
      this.took(etag, told ? this.open.saved : { is: "saved", at: now() });
      if (this.open.history.doc !== sent.history.doc) this.dirty = true;
    } catch (error) {
      this.dirty ||= this.writes;
      await this.notSaved(error);
    }
    this.writes = false;
    if (!this.closed) await this.keepHere();
    if (this.dirty && this.open.saved.is === "saved") this.plan(SAVE_AFTER_MS);
  }

  private took(etag: string, saved: Saved): void {
    this.etag = etag;
    this.set({ saved });
    this.channel.postMessage({ id: this.id, etag });
  }

  private async notSaved(error: unknown): Promise<void> {
    const failure = isFailure(error) ? error : undefined;
    if (failure?.status === 412) return this.heard();
    if (!this.dirty) return;
    const because = failure && failure.kind !== "offline" && failure.kind !== "busy" ? failure.message : undefined;
    this.set({ saved: { is: "local", at: now(), ...(because ? { because } : {}) } });
    if (!because) this.plan(failure?.retryAfterMs ?? RETRY_MS);
  }

  /** Somebody else saved. What is the same, or where nothing is unsaved here, is taken without a question. Who only looked at it is in nobody's way. */
  private async heard(): Promise<void> {
    const answer = await getDraft(this.id).catch(() => undefined);
    if (!answer || answer.etag === this.etag || this.closed) return;
    const kept = keptOf(answer.data);
    if (!kept) return;
    if (kept.made && !this.open.made) this.set({ made: kept.made });
    // What is being saved is not saved yet.
    const unsaved = this.dirty || this.writes;
    if (unsaved && this.known && written(kept) === written(this.known)) return this.goOn(answer.etag, kept, this.known);
    if (!unsaved || said(kept) === said(this.kept())) return this.take(answer, kept);
    window.clearTimeout(this.timer);
    this.set({ saved: { is: "newer" } });
  }

  /** What is written here is saved over a version in which nothing else was. */
  private goOn(etag: string, kept: Kept, before: Kept): void {
    this.etag = etag;
    this.told = kept.verdict;
    this.known = kept;
    // Whether it is shared is what was chosen last.
    if (kept.shared !== before.shared) this.set({ shared: kept.shared });
    if (this.saving) this.again = true;
    else this.changed();
  }

  /** Saved when somebody last wrote it, not when it is heard of. */
  private take({ data, etag }: Versioned<DraftView>, kept: Kept): void {
    const { step, history, revision } = this.open;
    const saved = { is: "saved", at: Date.parse(data.updated_at) } as const;
    // Who only looked at it, or shared it, takes no step back or forth away.
    const goesOn = said(kept) === said(this.kept()) ? { history, revision } : {};
    this.etag = etag;
    this.dirty = false;
    this.told = kept.verdict;
    this.known = kept;
    this.open = { ...openOf(kept, saved, revision + 1), step, ...goesOn };
    void this.keepHere();
    this.set({});
  }

  /** Newer in another tab: takes that. */
  async takeTheirs(): Promise<void> {
    const answer = await getDraft(this.id);
    const kept = keptOf(answer.data);
    if (kept) this.take(answer, kept);
  }

  /** Newer in another tab: puts this one in its place. */
  async keepMine(): Promise<void> {
    const { etag } = await getDraft(this.id);
    this.etag = etag;
    this.dirty = true;
    this.set({ saved: { is: "saving" } });
    await this.flush();
  }
}

function isVersioned(answer: unknown): answer is Versioned<DraftView> {
  return typeof answer === "object" && answer !== null && "etag" in answer;
}
