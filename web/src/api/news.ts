// Which answers an event makes old: the first words of query keys, by what the event is about. Pure.
const ABOUT: readonly (readonly [prefix: string, features: readonly string[]])[] = [
  ["order.move", ["moves", "clusters", "orders", "platform", "capacity"]],
  ["order.", ["orders", "lessons", "classrooms", "usage", "bells", "platform", "capacity"]],
  ["classrooms.", ["classrooms", "lessons", "orders", "bells", "platform"]],
  ["classroom.", ["classrooms", "lessons", "orders", "bells", "platform"]],
  ["lesson", ["lessons", "classrooms", "orders", "bells"]],
  ["academic_calendar.", ["academic_calendars", "orders", "lessons", "bells"]],
  ["link.", ["links"]],
  ["member.", ["members", "me"]],
  ["api_key.", ["api_keys"]],
  ["tenant.", ["tenants", "me", "usage", "prices", "pins", "billing"]],
  ["quota.", ["usage", "tenants"]],
  ["partner.", ["partners"]],
  ["cluster.", ["clusters", "moves", "capacity", "platform", "bells", "promises"]],
  ["promise.", ["promises", "platform", "clusters"]],
  ["job.", ["platform"]],
  ["image_roll.", ["images", "orders", "platform"]],
  ["lane.", ["clusters"]],
  ["session.", ["sessions"]],
  ["password.", ["sessions"]],
  ["plan", ["prices"]],
  ["invoice.", ["billing"]],
  ["credit", ["billing", "prices"]],
  ["cap.", ["caps", "billing", "usage"]],
  ["legal_entity.", ["billing", "tenants"]],
  ["notice.", ["billing"]],
  ["billing_profile.", ["billing"]],
  ["payment", ["billing"]],
  ["refund.", ["billing"]],
  ["dispute.", ["billing"]],
  ["subscription.moved", ["prices"]],
  ["subscription.cancelled", ["prices"]],
  ["subscription.kept", ["prices"]],
  ["subscription.", ["subscriptions"]],
];

export function madeOld(type: string): readonly string[] {
  return [...(ABOUT.find(([prefix]) => type.startsWith(prefix))?.[1] ?? []), "events"];
}

/** How often one thing may be asked for. */
interface Pace {
  /** So many times in short succession; one more for each period since. */
  burst: number;
  /** The least between two times. */
  gapMs: number;
  periodMs: number;
}

interface Asked {
  left: number;
  at: number;
  isQuiet: boolean;
  hasMore: boolean;
}

/** Calls for each name at once, a few times in short succession, and where more comes at most once a period, with what came meanwhile. */
export function throttled({ burst, gapMs, periodMs }: Pace, call: (name: string) => void): (name: string) => void {
  const all = new Map<string, Asked>();
  const ask = (name: string): void => {
    const at = Date.now();
    const asked = all.get(name) ?? { left: burst, at, isQuiet: false, hasMore: false };
    all.set(name, asked);
    if (asked.isQuiet) {
      asked.hasMore = true;
      return;
    }
    // A clock that is set back gives nothing.
    asked.left = Math.min(burst, asked.left + Math.max(0, at - asked.at) / periodMs) - 1;
    asked.at = at;
    asked.isQuiet = true;
    call(name);
    const waits = Math.max(gapMs, Math.ceil((1 - asked.left) * periodMs));
    setTimeout(() => {
      asked.isQuiet = false;
      if (!asked.hasMore) return;
      asked.hasMore = false;
      ask(name);
    }, waits);
  };
  return ask;
}
