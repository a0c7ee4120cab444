import { requestProof } from './proof-request.js';

type Transport = (request: Request) => Promise<Response>;

/** The code of an answer to a request whose access token has expired or is missing. */
const UNAUTHENTICATED = 'unauthenticated';
/** The code of an answer to a request that needs a newer or stronger proof of the identity. */
const PROOF_MISSING = 'reauthentication_required';

/**
 * Sends requests with the cookies of the session. Renews them once when the access token has expired. Requests that fail
 * together, also those of other tabs, take turns, so that each renewal uses the newest refresh token. Where the page can ask
 * for a proof of the identity, a request that needs one is sent again after it.
 */
export function withCookies(url: string): Transport {
  let renewing: Promise<boolean> | null = null;

  async function renew(): Promise<boolean> {
    renewing ??= navigator.locks
      .request('credence.refresh', async () => {
        const answer = await fetch(`${url}/auth/refresh`, { method: 'POST' });
        // A body that nobody reads would keep the connection.
        await answer.arrayBuffer();
        return answer.ok;
      })
      .finally(() => {
        renewing = null;
      });
    return await renewing;
  }

  return async (request) => {
    const again = request.clone();
    const afterProof = request.clone();
    let response = await fetch(request);
    if (response.status === 401 && (await codeOf(response)) === UNAUTHENTICATED && (await renew()))
      response = await fetch(again);
    if (response.status !== 403 || (await codeOf(response)) !== PROOF_MISSING || !(await requestProof()))
      return response;
    // The service has stored the refusal under the key of the first request.
    afterProof.headers.set('Idempotency-Key', crypto.randomUUID());
    return await fetch(afterProof);
  };
}

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
}
