// What asks the API by itself, in the states of its answers: on their way, refused, empty, as they are. Each is answered at the door of the browser, so that
// the client, its queries and what the view does with them are those that people have; what is answered is typed by the API's document as in fixtures.ts.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Component, type ReactNode, Suspense, useEffect, useMemo, useRef } from "react";
import { language } from "../src/api/ambient";
import { me } from "../src/api/me";
import type { Permission } from "../src/api/permissions";
import type { Failure } from "../src/api/problem";
import type { Me } from "../src/api/schema.gen";
import { Skeleton } from "../src/ui/empty";
import { useLanguage } from "../src/ui/language";
import { Failed } from "../src/ui/strip";
import { broken, person } from "./fixtures";

/** An answer that does not come. */
export const NEVER = Symbol("on its way");
/** By path, without what is asked of it. A path that is not named does not exist. */
export type Answers = Readonly<Record<string, unknown>>;

const TEXT = { "Content-Type": "application/json", ETag: '"1"' };
let answers: Answers = {};
let queries: QueryClient | undefined;
const outside = window.fetch.bind(window);

window.fetch = (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : String(input), location.href);
  if (!pathname.startsWith("/v1/")) return outside(input, init);
  const given = answers[pathname] ?? broken;
  if (given === NEVER) return new Promise<never>(() => undefined);
  const failure = given as Partial<Failure>;
  const status = typeof failure.kind === "string" ? failure.status : 200;
  const body = status === 200 ? given : failure.problem;
  return Promise.resolve(new Response(JSON.stringify(body), { status: status ?? 500, headers: TEXT }));
};

/** Once what was asked is answered and drawn; what does not come is not awaited. */
export async function still(): Promise<void> {
  const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0)));
  const waits = () => {
    if (!queries || Object.values(answers).includes(NEVER)) return false;
    // React keeps bones for a while that it has once drawn.
    return queries.isFetching() + queries.isMutating() > 0 || document.querySelector("main [class*=bones]") !== null;
  };
  const answered = async () => {
    while (waits()) await frame();
  };
  await frame();
  await answered();
  // What is pressed once it is there is pressed in the frame after, and may ask something itself.
  for (let more = 0; more < 3; more += 1) await frame();
  await answered();
  await frame();
}

/** What a page's route shows in place of what failed. */
class Door extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error ? <Failed error={this.state.error} again={() => undefined} /> : this.props.children;
  }
}

interface AskedProps {
  of: Answers;
  /** What whoever looks may do beside reading. */
  may?: readonly Permission[];
  who?: Partial<Me>;
  children: ReactNode;
}

function Asked({ of, may = [], who = {}, children }: AskedProps) {
  const spoken = useLanguage();
  const own = useMemo(() => {
    answers = of;
    queries = new QueryClient({
      defaultOptions: { queries: { retry: false, networkMode: "always", staleTime: 60_000 } },
    });
    return queries;
  }, [of]);
  useEffect(
    () => () => {
      // What asks nothing is not waited for; by now the next state may have its answers.
      if (answers === of) [answers, queries] = [{}, undefined];
    },
    [of],
  );
  useMemo(() => {
    own.setQueryData(me().queryKey, { ...person, permissions: [...person.permissions, ...may], ...who });
  }, [own, may, who, spoken]);
  return (
    <QueryClientProvider client={own}>
      <Door key={language()}>
        <Suspense fallback={<Skeleton rows={4} />}>{children}</Suspense>
      </Door>
    </QueryClientProvider>
  );
}

/** A view's state: what it is answered, and what whoever looks may do. */
export function asked(
  children: ReactNode,
  of: Answers,
  may: readonly Permission[] = [],
  who: Partial<Me> = {},
): () => ReactNode {
  return () => (
    <Asked of={of} may={may} who={who}>
      {children}
    </Asked>
  );
}

/** With a button pressed as soon as it is there: the first, or the one that sends a form. */
export function Pressed({ button: which = "button", children }: { button?: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let next = 0;
    const press = () => {
      const button = box.current?.querySelector<HTMLElement>(which);
      if (button) button.click();
      else next = requestAnimationFrame(press);
    };
    next = requestAnimationFrame(press);
    return () => cancelAnimationFrame(next);
  }, [which]);
  return <div ref={box}>{children}</div>;
}

/** The states that everything has that asks one thing: on its way, refused by a fault of ours, and not allowed. */
export function asking(children: ReactNode, path: string, may: readonly Permission[] = []) {
  const of = (given: unknown) => asked(children, { [path]: given }, may);
  return { of, loading: of(NEVER), broken: of(broken) };
}
