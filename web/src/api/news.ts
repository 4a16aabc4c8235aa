// Which answers an event makes old: the first words of query keys, by what the event is about, less those that are of another thing of its kind. Pure.
export interface News {
  type: string;
  /** The id of what it is about, where that was told. */
  subject?: string;
}

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

/** The answers that are of one thing alone, by the first two words of their keys, and where in the parameters its id stands. Of lists, and of what depends on
 *  more than itself (a price, a capacity, what is running), nothing is here. */
const OF_ONE: Readonly<Record<string, string>> = {
  "orders get": "id",
  "orders events": "id",
  "orders generations": "id",
  "orders generation": "id",
  "lessons list": "order_id",
  "lessons pages": "order_id",
  "lessons first": "order",
  "lessons running": "",
  "classrooms list": "order_id",
  "members get": "id",
  "partners get": "",
  "academic_calendars get": "id",
  "tenants get": "",
  "tenants quota": "",
  "tenants quota-events": "",
  "tenants members": "",
};
/** What happens to one thing of these and changes others of its kind too: rooms that move take each other's place. */
const ON_OTHERS = ["order.move", "tenant.purge"];

const kindOf = (id: string) => id.slice(0, id.indexOf("_") + 1);

/** Whether an answer, known by its key, can be other than it was. In doubt it can: only what is of another thing of the same kind is left. */
export function touches({ type, subject }: News, key: readonly unknown[]): boolean {
  const at = OF_ONE[`${key[0]} ${key[1]}`];
  if (at === undefined || !subject || ON_OTHERS.some((prefix) => type.startsWith(prefix))) return true;
  const params = key[4];
  const id = at === "" ? params : (params as Record<string, unknown> | null | undefined)?.[at];
  return typeof id !== "string" || id === subject || !kindOf(id) || kindOf(id) !== kindOf(subject);
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
