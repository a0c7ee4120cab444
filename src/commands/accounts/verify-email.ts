import { z } from 'zod';
import { requireRegistered, LinkUsed } from '../../domain/user/decisions.js';
import { verifyEmail as verify } from '../../domain/user/email-decisions.js';
import { requestedVerificationLink } from '../../domain/user/requested-link.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';

export const verifyEmailInput = z.strictObject({ token: fields.linkToken });

/**
 * Verifies the email address that the link was mailed to.
 *
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 */
export async function verifyEmail(
  { log, linkTokens }: CommandDependencies,
  { token }: z.output<typeof verifyEmailInput>,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const link = linkTokens.read('verify-email', token);
  if (link === null) throw new LinkUsed();
  const userCause = { ...cause, actor: `user:${link.userId}` };
  const found = await load(log, userAt(link.userId));
  const { state: requested } = await load(log, requestedVerificationLink(found.state));
  const { states, position } = await handle(
    log,
    userCause,
    { user: userAt(link.userId) },
    ({ user }) => ({ user: verify(user, requested, link.eventId, cause.now) }),
    [found],
  );
  return { account: requireRegistered(states.user), position };
}
