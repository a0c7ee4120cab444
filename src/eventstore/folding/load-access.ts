import type { AccessFacts } from '../../domain/roles/access.js';
import { administrators, heldRolesOf } from '../../domain/roles/holders.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { EventLog } from '../event-log.js';
import { loadState } from './load-state.js';

/** The streams that decide about the permissions of a person. */
export function accessStreams(userId: UserId) {
  return { user: userAt(userId), held: heldRolesOf(userId), administrators, roles: globalRoles };
}

/** Loads the state that decides about the permissions of a person. */
export async function loadAccess(log: EventLog, userId: UserId): Promise<AccessFacts> {
  const streams = accessStreams(userId);
  const [user, held, listed, roles] = await Promise.all([
    loadState(log, streams.user),
    loadState(log, streams.held),
    loadState(log, streams.administrators),
    loadState(log, streams.roles),
  ]);
  return { user, held, administrators: listed, roles };
}
