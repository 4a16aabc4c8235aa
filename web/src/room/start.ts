// From an address to a room: a link is redeemed and forgotten; whoever may come in waits until the room opens, and comes in again when the line is lost.
import { Failure } from "../api/problem";
import { paths } from "../app/paths";
import { redeem } from "./ask";
import { type Wants, readWants } from "./devices";
import { type Pass, cameByLink, keepName, passFor } from "./pass";
import { type WayIn, addressed, backoffMs, mayReach } from "./scene";
import { Screen } from "./screen";

/** A class that lost its room at once does not come back at once. */
const BACK_MS = 2_000;
const FULL_MS = 15_000;
const RELOADED = "hr_room_reloaded";
const RELOAD_MS = 30_000;

export function start(): void {
  const [to, screen] = [addressed(location.pathname), new Screen()];
  void (to.page === "room" ? comeToRoom(to.room, screen) : comeByLink(screen));
}

const pageOf = (room: string) => paths.enter(room) + location.search;

async function comeByLink(screen: Screen): Promise<void> {
  const secret = location.hash.slice(1);
  // The secret stays neither in the address nor in the history.
  history.replaceState(null, "", location.pathname);
  addEventListener("hashchange", () => location.reload());
  if (!secret) return screen.show({ at: "link-incomplete" });
  let passcode: string | undefined;
  for (let failures = 1; ; failures += 1) {
    try {
      const { classroom } = await redeem(secret, passcode);
      cameByLink(classroom.id);
      return location.replace(pageOf(classroom.id));
    } catch (error) {
      const failure = failureOr(error);
      const asked = failure.code === "passcode_wrong" || (passcode !== undefined && failure.status === 429);
      if (asked) {
        passcode = await screen.passcode(passcode === undefined ? undefined : failure.message);
        failures = 0;
      } else if (failure.kind === "invalid") return screen.show({ at: "link-dead" });
      else await tell(screen, failure, failures);
    }
  }
}

async function comeToRoom(room: string, screen: Screen): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      const pass = await passFor(room);
      if ("at" in pass) return screen.show(pass);
      screen.place = pass.place;
      screen.portal = pass.portal;
      screen.forget = pass.forget && forgetting(pass.forget, screen);
      return await visitBy(pass, screen);
    } catch (error) {
      await tell(screen, failureOr(error), failures);
      screen.show({ at: "checking" });
    }
  }
}

function forgetting(forget: () => Promise<void>, screen: Screen): () => void {
  const act = async () => {
    for (let failures = 1; ; failures += 1) {
      try {
        await forget();
        return screen.show({ at: "forgotten" });
      } catch (error) {
        await tell(screen, failureOr(error), failures);
      }
    }
  };
  return () => void act();
}

async function visitBy(pass: Pass, screen: Screen): Promise<void> {
  let [name, wants, inside, failures] = [pass.name, readWants(), false, 0];
  for (;;) {
    if (name === undefined) {
      preload();
      ({ name, wants } = await screen.name());
      keepName(name);
    }
    screen.show({ at: "connecting", again: inside });
    const door = await pass.knock(name).catch((error: unknown) => failureOr(error));
    if (door instanceof Failure) {
      failures += 1;
      await tell(screen, door, failures);
      continue;
    }
    if ("at" in door) return screen.show(door);
    if (door.is !== "open") {
      // Whoever was in there does not go in again unasked: that is another lesson.
      const { opensAt } = door;
      screen.show(inside ? { at: "over", opensAt } : { at: door.is, opensAt });
      if (!inside) preload();
      await screen.again(inside ? undefined : door.waitMs);
      inside = false;
      continue;
    }
    const outcome = await goIn(door.way, pass, wants, screen);
    if (outcome === "end") return;
    inside = outcome === "back";
    failures = outcome === "unreachable" ? failures + 1 : 0;
    if (outcome === "unreachable") {
      screen.show({ at: "unreachable" });
      await screen.again(backoffMs(failures + 1, Math.random()));
    }
  }
}

type Outcome = "end" | "again" | "back" | "unreachable";

async function goIn(way: WayIn, pass: Pass, wants: Wants, screen: Screen): Promise<Outcome> {
  if (!mayReach(document.documentElement.dataset["media"] ?? "", way.url)) return reload() ? "end" : "unreachable";
  const { visit } = await import("./line");
  const { entered, ending } = await visit(way, pass.place, wants, (stage) => screen.enter(stage));
  switch (ending) {
    case "left":
    case "elsewhere":
      screen.show({ at: ending });
      await screen.again();
      return "again";
    case "removed":
      screen.show({ at: "removed" });
      return "end";
    case "over":
      screen.show({ at: "over", opensAt: undefined });
      await screen.again();
      return "again";
    case "full":
      screen.show({ at: "full" });
      await screen.again(FULL_MS * (1 + Math.random()));
      return "again";
    case "lost":
      if (!entered) return "unreachable";
      screen.show({ at: "connecting", again: true });
      await screen.again(BACK_MS * Math.random());
      return "back";
  }
}

/** The document's policy names the room's server as it was when the document was loaded. Not again and again, where that does not help. */
function reload(): boolean {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < RELOAD_MS) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return true;
}

/** What is needed in the room is there before the bell. */
function preload(): void {
  void import("./line").catch(() => undefined);
}

async function tell(screen: Screen, failure: Failure, failures: number): Promise<void> {
  screen.show({ at: "failed", failure });
  await screen.again(Math.max(failure.retryAfterMs ?? 0, backoffMs(failures + 1, Math.random())));
}

function failureOr(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
