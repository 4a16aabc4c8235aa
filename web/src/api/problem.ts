// The one door through which everything that went wrong comes: a problem of the API, or no answer at all, becomes a Failure whose kind says where on the
// screen it belongs. Sentences are the API's own and are shown as they are.
import type { Problem } from "./schema.gen";

export type FailureKind =
  | "refused" // does not fit: the verdict, with violations and alternatives
  | "invalid" // fields by pointer
  | "conflict" // somebody else changed it, or its state does not allow this
  | "signed-out"
  | "forbidden"
  | "not-found"
  | "busy" // ask again later
  | "offline" // no answer
  | "broken"; // a fault of ours

export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly kind: FailureKind,
    readonly status: number,
    readonly problem: Problem | undefined,
    readonly requestId: string | undefined,
    readonly retryAfterMs: number | undefined,
    cause?: unknown,
  ) {
    super(problem?.detail ?? problem?.title ?? kind, { cause });
  }

  get code(): string | undefined {
    return this.problem?.code;
  }

  /** The API's sentence for the field that a JSON pointer names, e.g. `/rooms/0/key`. */
  field(pointer: string): string | undefined {
    return this.problem?.errors?.find((error) => error.pointer === pointer)?.detail;
  }

  /** The fields that none of these pointers names: they are said on top of the form. */
  others(pointers: readonly string[]): string[] {
    return (this.problem?.errors ?? [])
      .filter((error) => !pointers.includes(error.pointer))
      .map((error) => error.detail);
  }
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Failure;
}

/** Of an answer that is not 2xx. */
export function failureOf(response: Response, body: unknown): Failure {
  const problem = isProblem(body) ? body : undefined;
  const requestId = problem?.request_id ?? response.headers.get("X-Request-Id") ?? undefined;
  return new Failure(kindOf(response.status, problem), response.status, problem, requestId, retryAfter(response));
}

/** Of a request that got no answer. An aborted one stays what it is. */
export function unanswered(error: unknown): unknown {
  if (isFailure(error) || (error instanceof DOMException && error.name === "AbortError")) return error;
  return new Failure("offline", 0, undefined, undefined, undefined, error);
}

function kindOf(status: number, problem: Problem | undefined): FailureKind {
  if (status === 401) return "signed-out";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 408 || status === 429 || status === 503) return "busy";
  if (status === 409 && (problem?.violations ?? problem?.alternatives)) return "refused";
  if (status === 409 || status === 412) return "conflict";
  if (status >= 400 && status < 500) return "invalid";
  return "broken";
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "title" in body;
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
