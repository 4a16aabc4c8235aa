// The API, typed by its document. One client; answers come out of `read` and its sisters as data, or as a Failure that is thrown.
import { language, spokenFor } from "./ambient";
import { learnTime } from "./clock";
import { takeEarly } from "./early";
import { failureOf, unanswered } from "./problem";
import { signedInAgain } from "./session-end";
import { typedClient } from "./typed";

export interface Versioned<T> {
  data: T;
  /** Sent back as If-Match with a change of what it is of. */
  etag: string;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function timed(request: Request): Promise<Response> {
  const early = takeEarly(request);
  const answer = await early?.answer.catch(() => undefined);
  if (early && answer) {
    learnTime(answer, early.asked, early.answered);
    return answer;
  }
  const asked = Date.now();
  const response = await fetch(request);
  learnTime(response, asked, Date.now());
  return response;
}

/** What is answered 401 waits until the person has signed in over the page, and goes again as it was, with the same Idempotency-Key. */
async function patient(request: Request): Promise<Response> {
  for (;;) {
    const again = request.clone();
    const response = await timed(request);
    if (response.status !== 401) return response;
    await signedInAgain(request.signal);
    request = again;
  }
}

export const client = typedClient(patient, spokenFor);

/** What the platform does as itself, also from a page that shows an institution as it sees itself: nobody is acted for. */
export const homeClient = typedClient(patient, () => ({ "Accept-Language": language() }));

/** Where a 401 is an answer and not the end of a session: signing in, links of invitations. */
export const bareClient = typedClient(timed, () => ({ "Accept-Language": language() }));

/** The whole answer, or a Failure. */
export async function settled<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  const given = await answer.catch((error: unknown) => {
    throw unanswered(error);
  });
  if (!given.response.ok) throw failureOf(given.response, given.error);
  return given;
}

/** The body of an answer. */
export async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await settled(answer)).data as T;
}

/** The body and the version of what can be changed. */
export async function readVersioned<T>(answer: Promise<Answer<T>>): Promise<Versioned<T>> {
  const { data, response } = await settled(answer);
  return { data: data as T, etag: response.headers.get("ETag") ?? "" };
}
