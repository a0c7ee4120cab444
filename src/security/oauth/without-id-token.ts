import { z } from 'zod';
import { boundedFetch } from './bounded-fetch.js';

const membersSchema = z.record(z.string(), z.unknown());

/**
 * Asks the token endpoint of a provider of plain OAuth. An ID token that comes along is dropped: who somebody is, the
 * profile says there, and the library would refuse what is not made for us.
 */
export async function fetchWithoutIdToken(...question: Parameters<typeof boundedFetch>): Promise<Response> {
  const response = await boundedFetch(...question);
  const members = membersSchema.safeParse(await jsonOf(response.clone()));
  if (!members.success) return response;
  const { id_token: _idToken, ...tokens } = members.data;
  const { status, statusText, headers } = response;
  return new Response(JSON.stringify(tokens), { status, statusText, headers });
}

/** Undefined where it is none, of which the library complains as it does anywhere. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
