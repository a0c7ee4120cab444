import type { Transport } from './transport.js';

const HEADER = 'Event-Position';

/** Carries the position of the last change into later reads, so that they see it on every instance of the service. */
export function withPositions(transport: Transport): Transport {
  let last: string | null = null;
  return async (request) => {
    if (request.method === 'GET' && last !== null && !request.headers.has(HEADER))
      request.headers.set(HEADER, last);
    const response = await transport(request);
    if (request.method !== 'GET') last = later(last, response.headers.get(HEADER));
    return response;
  };
}

/** Returns the later of two positions. The answers of parallel writes may arrive in another order than their events. */
function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  // Positions of one log have one length and compare as text. A log that was moved has positions of another form.
  return one.length === other.length && one > other ? one : other;
}
