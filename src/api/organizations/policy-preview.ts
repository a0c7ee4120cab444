import { z } from 'zod';
import type { OrganizationId, UserId } from '../../domain/ids.js';
import { isActiveMember } from '../../domain/organization/access.js';
import { effectOf } from '../../domain/organization/policy.js';
import type { PolicyPreview, SessionProof } from '../../domain/organization/policy.js';
import type { Position } from '../../eventstore/port.js';
import { START } from '../../eventstore/port.js';
import { decodeCursor, encodeCursor } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import type { RouteDependencies } from '../routes/dependencies.js';

const MEMBERS_PER_PAGE = 100;
const SESSIONS_PER_READ = 100;

const people = z.array(z.strictObject({ user_id: z.uuid() }));

/** The members that another policy would admit or refuse, by their open sessions. */
export const policyPreviewJson = z
  .strictObject({
    gains: people.meta({ description: 'The members that no open session admits now, and one would.' }),
    losses: people.meta({ description: 'The members that an open session admits now, and none would.' }),
    refused_sessions: z.int().meta({
      description: 'The number of open sessions of the members of this page that would need a step-up.',
    }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'PolicyPreview' });

/** The query of a policy that can be tried. */
export const policyPreviewQuery = z.strictObject({
  dry_run: z.enum(['true', 'false']).default('false').meta({
    description: 'With `true`, nothing is written: the answer lists the members that would be concerned.',
  }),
  cursor: z.string().max(512).optional().meta({ description: 'The next page of a preview.' }),
});

type Parts = Pick<RouteDependencies, 'commands' | 'findMember' | 'readModels'>;

/**
 * Lists the members that another policy would admit or refuse. No permission depends on a policy.
 *
 * @throws Problem invalid_cursor
 */
export async function policyPreviewAnswer(
  parts: Parts,
  organizationId: OrganizationId,
  preview: PolicyPreview,
  cursor: string | undefined,
  now: Date,
): Promise<z.input<typeof policyPreviewJson>> {
  const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
  const active = { status: 'active', roleId: null };
  const page = { after, limit: MEMBERS_PER_PAGE };
  const { ids, next } = await parts.readModels.listMembers(organizationId, active, page);
  const gains: { user_id: UserId }[] = [];
  const losses: { user_id: UserId }[] = [];
  let refused = 0;
  // One member after the other, because a page may have thousands of sessions.
  for (const userId of ids) {
    if (!isActiveMember(await parts.findMember({ organizationId, userId }))) continue;
    const effect = effectOf(preview, await openSessions(parts, userId, now), now);
    if (effect.gains) gains.push({ user_id: userId });
    if (effect.loses) losses.push({ user_id: userId });
    refused += effect.refusedSessions;
  }
  return {
    gains,
    losses,
    refused_sessions: refused,
    next_cursor: next === null ? null : encodeCursor(next),
  };
}

/** Returns the proofs of the open sessions of a person. An administrator who acts as the person gets no token. */
async function openSessions(
  { commands: { log, rules }, readModels }: Parts,
  userId: UserId,
  now: Date,
): Promise<SessionProof[]> {
  const since = new Date(now.getTime() - rules.refreshTtlMs);
  const proofs: SessionProof[] = [];
  let before: Position | null = null;
  do {
    const page = { before, limit: SESSIONS_PER_READ, since, now };
    const { sessions, next } = await readModels.readOpenSessions(log, userId, page);
    for (const { acr, authenticatedAt: authTime, impersonatedBy } of sessions)
      if (impersonatedBy === null) proofs.push({ acr, authTime });
    before = next;
  } while (before !== null);
  return proofs;
}
