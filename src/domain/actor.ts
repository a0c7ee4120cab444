import { userIdSchema } from './ids.js';
import type { UserId } from './ids.js';

const PERSON = 'user:';

/** Returns the id of the person that an actor is, or null for any other actor. */
export function personOfActor(actor: string): UserId | null {
  if (!actor.startsWith(PERSON)) return null;
  return userIdSchema.safeParse(actor.slice(PERSON.length)).data ?? null;
}
