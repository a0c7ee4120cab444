/** Sends a request and returns the response, like `fetch` with a request. Transports wrap each other. */
export type Transport = (request: Request) => Promise<Response>;

const PROBLEM = 'application/problem+json';

/** Returns the code of a problem without consuming the response, or null if it is no problem. */
export async function problemCode(response: Response): Promise<string | null> {
  if (response.headers.get('Content-Type')?.startsWith(PROBLEM) !== true) return null;
  const problem: unknown = await response.clone().json();
  return isObject(problem) && typeof problem['code'] === 'string' ? problem['code'] : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
