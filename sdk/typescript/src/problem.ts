import type { components } from './schema.js';

/** A problem of the API (RFC 9457). */
export type ProblemBody = components['schemas']['Problem'];
/** The stable codes of problems. A `switch` over them is checked by the compiler. */
export type ProblemCode = ProblemBody['code'];

/** An answer of the service that refuses a request. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;

  constructor(
    readonly body: ProblemBody,
    /** Whole seconds after which a retry can succeed; null if the service named none. */
    readonly retryAfter: number | null,
  ) {
    super(`${body.title}: ${body.detail}`);
    this.code = body.code;
  }
}

type Result<Data> =
  | { readonly data: Data; readonly error?: never; readonly response: Response }
  | { readonly data?: never; readonly error: object; readonly response: Response };

/**
 * Returns the body of an answer.
 *
 * @throws Problem the service refused the request
 * @throws Error the answer is not of the service, for example the error page of a proxy
 */
export async function unwrap<Data>(pending: Promise<Result<Data>>): Promise<Data> {
  const result = await pending;
  if (result.response.ok && result.error === undefined) return result.data;
  throw problemOf(result.error, result.response);
}

/** Returns the problem in the body of a refusal, or a plain error if it has none. */
export function problemOf(body: unknown, { status, headers }: Response): Error {
  if (!isProblem(body)) return new Error(`The answer ${status} is not a problem of Credence.`);
  const retryAfter = headers.get('Retry-After');
  return new Problem(body, retryAfter === null ? null : Number(retryAfter));
}

function isProblem(value: unknown): value is ProblemBody {
  return typeof value === 'object' && value !== null && 'code' in value && 'title' in value;
}
