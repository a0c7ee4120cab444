import { fold } from '../../domain/aggregate.js';
import type { Authority } from '../../domain/roles/escalation.js';
import type { RoleSetEvent } from '../../domain/roles/events.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadStream } from '../../eventstore/folding/folded-streams.js';
import { recordEvents } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';
import { authorityOf } from '../steps/access/authority.js';
import type { RoleManager } from '../steps/access/authority.js';

/** The roles before a change and after it. */
export interface RoleSetPreview {
  readonly before: RoleSet;
  readonly after: RoleSet;
}

/** Takes a decision about the roles of the service without carrying it out. It refuses as the change would. */
export async function previewRoleSet(
  { log }: Pick<CommandDependencies, 'log'>,
  manager: RoleManager,
  cause: Cause,
  decide: (set: RoleSet, authority: Authority) => readonly RoleSetEvent[],
): Promise<RoleSetPreview> {
  const authority = await authorityOf({ log }, manager);
  const loaded = await loadStream(log, globalRoles);
  const events = recordEvents(loaded, decide(loaded.state, authority), cause);
  return { before: loaded.state, after: fold(globalRoles, events, loaded.state) };
}
