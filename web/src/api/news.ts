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

/** Calls for each name at once, and again at most once a period with what came meanwhile. */
export function throttled(periodMs: number, call: (name: string) => void): (name: string) => void {
  const quiet = new Map<string, boolean>();
  const ask = (name: string): void => {
    if (quiet.has(name)) {
      quiet.set(name, true);
      return;
    }
    quiet.set(name, false);
    call(name);
    setTimeout(() => {
      const more = quiet.get(name);
      quiet.delete(name);
      if (more) ask(name);
    }, periodMs);
  };
  return ask;
}
