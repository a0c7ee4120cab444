import { z } from 'zod';
import { boundedFetch } from './answers/bounded-fetch.js';

const membersSchema = z.record(z.string(), z.unknown());

/**
 * Sends a request to the token endpoint of a plain OAuth provider and drops an ID token from the response. The profile
 * identifies the person instead, and the library would reject an ID token without a nonce.
 */
export async function fetchWithoutIdToken(...request: Parameters<typeof boundedFetch>): Promise<Response> {
  const response = await boundedFetch(...request);
  const members = membersSchema.safeParse(await jsonOf(response.clone()));
  if (!members.success) return response;
  const { id_token: _idToken, ...tokens } = members.data;
  const { status, statusText, headers } = response;
  return new Response(JSON.stringify(tokens), { status, statusText, headers });
}

/** Returns undefined for malformed JSON, which the library reports itself. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
