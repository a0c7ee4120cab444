import { unwrap } from '@credence/client';

/** The answer of a call, as the client returns it. */
type Answer =
  | { readonly data: unknown; readonly error?: never; readonly response: Response }
  | { readonly data?: never; readonly error: object; readonly response: Response };

/**
 * Awaits a change and returns its answer, whose headers name the events.
 *
 * @throws Problem the service refused the change
 */
export async function carryOut(pending: Promise<Answer>): Promise<{ readonly response: Response }> {
  const answer = await pending;
  await unwrap(Promise.resolve(answer));
  return answer;
}
