// Code that is fetched once it is needed. Two things go wrong with it: nobody answers, which is said and not made worse by loading a page that cannot be had; or
// a release took the file away, and the page is loaded anew, once. What was typed into a draft is kept on this device by then. Nothing else loads a page anew
// because of its code, so that a release is one load, however much of it is found missing.
import { Failure } from "./problem";

const LOADED_ANEW = "homeroom-loaded-anew";
const ONCE_IN_MS = 60_000;

/** What could not be fetched is not fetched again by this document: browsers remember that. Another one may. */
export class Unfetched extends Failure {
  constructor(cause: unknown) {
    super("offline", 0, undefined, undefined, undefined, cause);
  }
}

/** Of what may be fetched before anybody asked to see it: the page stays as it is. */
export async function reached<M>(load: () => Promise<M>): Promise<M> {
  try {
    return await load();
  } catch (error) {
    throw (await isAnswered()) ? error : new Unfetched(error);
  }
}

/** Of what is about to be drawn. */
export async function fetched<M>(load: () => Promise<M>): Promise<M> {
  try {
    return await reached(load);
  } catch (error) {
    return anew(error);
  }
}

/** Never comes to anything: this document is on its way out. */
let leaving: Promise<never> | undefined;

/** What is about to be drawn is missing: the page is loaded anew, and whatever else is missing waits for the same. Throws what went wrong where nobody answers,
 *  or where that was tried a moment ago. */
export function anew(error: unknown): Promise<never> {
  if (!leaving) {
    if (error instanceof Unfetched || !isFirst()) throw error;
    leaving = new Promise<never>(() => undefined);
    location.reload();
  }
  return leaving;
}

/** Loads the page anew if somebody answers; stays otherwise. */
export async function loadAnew(): Promise<void> {
  if ((await isAnswered()) && !leaving) location.reload();
}

function isAnswered(): Promise<boolean> {
  return fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).then(
    (answer) => answer.ok,
    () => false,
  );
}

function isFirst(): boolean {
  try {
    const is = Date.now() - Number(sessionStorage.getItem(LOADED_ANEW) ?? 0) > ONCE_IN_MS;
    if (is) sessionStorage.setItem(LOADED_ANEW, String(Date.now()));
    return is;
  } catch {
    // Where nothing is remembered, once is not known to be once.
    return false;
  }
}
