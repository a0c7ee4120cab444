import { requestExport } from '../../domain/export/decisions.js';
import type { Export, Exports } from '../../domain/export/exports.js';
import { exportsOf } from '../../domain/export/exports.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { requireRecentSession } from '../steps/require-recent-session.js';

interface Requested {
  readonly exports: Exports;
  readonly position: Position | null;
}

/**
 * Requests an archive of the own data. A link to it is mailed to the address of the account.
 *
 * @throws SessionOver, ReauthenticationRequired
 */
export async function requestOwnExport(
  dependencies: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: { readonly userId: UserId; readonly sessionId: SessionId },
  cause: Cause,
): Promise<Requested> {
  await requireRecentSession(dependencies, caller, cause.now);
  return await request(dependencies, caller.userId, 'user', cause);
}

/**
 * Requests an archive for a person, at the request of an administrator. Only the person gets the link to it.
 *
 * @throws UnknownUser
 */
export async function requestExportByAdmin(
  dependencies: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  cause: Cause,
): Promise<Requested> {
  return await request(dependencies, userId, 'admin', cause);
}

async function request(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  by: Export['by'],
  cause: Cause,
): Promise<Requested> {
  const streams = { user: userAt(userId), exports: exportsOf(userId) };
  const { states, position } = await handle(log, cause, streams, ({ user, exports }) => {
    requireRegistered(user);
    return { exports: requestExport(exports, by, cause.now) };
  });
  return { exports: states.exports, position };
}
