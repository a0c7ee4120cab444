import { z } from 'zod';
import { defineEvent, personal, personalOrNull } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema, uuidSchema } from '../ids.js';

/** The whole definition of a role: a change repeats it. */
const definition = {
  role_id: uuidSchema,
  /** The name by which clients and tokens refer to the role. It never changes. */
  key: z.string(),
  name: personal('integration'),
  description: personal('integration'),
  permissions: z.array(z.string()),
  /** The roles whose permissions this role has as well. */
  inherits: z.array(uuidSchema),
};

export const roleSetEvents = [
  defineEvent('RoleDefined', definition),
  defineEvent('RoleChanged', definition),
  /** From here on, the role gives nothing: neither to its holders, nor to the roles that inherit it. */
  defineEvent('RoleRetired', { role_id: uuidSchema }),
  /** A permission of an app, which Credence only decides about. A repeat replaces the description. */
  defineEvent('PermissionDefined', { key: z.string(), description: personal('integration') }),
  defineEvent('PermissionRetired', { key: z.string() }),
] as const;

const change = { user_id: userIdSchema, reason: personalOrNull('change_reason') };

export const administratorEvents = [
  /** The first administrator, who had the bootstrap secret. The secret is dead from here on. */
  defineEvent('AdministratorBootstrapped', { user_id: userIdSchema }),
  defineEvent('AdministratorAdded', change),
  defineEvent('AdministratorRemoved', change),
] as const;

export const heldRoleEvents = [
  defineEvent('GlobalRoleGranted', { ...change, role_id: uuidSchema }),
  defineEvent('GlobalRoleWithdrawn', { ...change, role_id: uuidSchema }),
] as const;

export type RoleSetEvent = EventOf<(typeof roleSetEvents)[number]>;
export type AdministratorEvent = EventOf<(typeof administratorEvents)[number]>;
export type HeldRoleEvent = EventOf<(typeof heldRoleEvents)[number]>;
