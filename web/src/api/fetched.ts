// Code that is fetched once it is needed. Two things go wrong with it: nobody answers, which is said and not made worse by loading a page that cannot be had; or
// a release took the file away, and the page is loaded anew, once. What was typed into a draft is kept on this device by then.
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
    if (error instanceof Unfetched || !isFirst()) throw error;
    location.reload();
    return new Promise<never>(() => undefined);
  }
}

/** Loads the page anew if somebody answers; stays otherwise. */
export async function loadAnew(): Promise<void> {
  if (await isAnswered()) location.reload();
}

function isAnswered(): Promise<boolean> {
  return fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).then(
    (answer) => answer.ok,
    () => false,
  );
}

function isFirst(): boolean {
  try {
    const last = Number(sessionStorage.getItem(LOADED_ANEW) ?? 0);
    sessionStorage.setItem(LOADED_ANEW, String(Date.now()));
    return Date.now() - last > ONCE_IN_MS;
  } catch {
    // Where nothing is remembered, once is not known to be once.
    return false;
  }
}
