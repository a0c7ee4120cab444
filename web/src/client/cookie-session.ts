type Transport = (request: Request) => Promise<Response>;

/** The code of an answer to a request whose access token has expired or is missing. */
const UNAUTHENTICATED = 'unauthenticated';

/**
 * Sends requests with the cookies of the session. Renews them once when the access token has expired. Requests that fail
 * together, also those of other tabs, take turns, so that each renewal uses the newest refresh token.
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
    const response = await fetch(request);
    if (response.status !== 401 || (await codeOf(response.clone())) !== UNAUTHENTICATED) return response;
    return (await renew()) ? await fetch(again) : response;
  };
}

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
}
