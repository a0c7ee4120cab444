import type { Transport } from './transport.js';

const HEADER = 'Event-Position';

/** Carries the position of the last change into later reads, so that they see it on every instance of the service. */
export function withPositions(transport: Transport): Transport {
  let last: string | null = null;
  return async (request) => {
    if (request.method === 'GET' && last !== null && !request.headers.has(HEADER))
      request.headers.set(HEADER, last);
    const response = await transport(request);
    if (request.method !== 'GET') last = response.headers.get(HEADER) ?? last;
    return response;
  };
}
