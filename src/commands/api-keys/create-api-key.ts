import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import type { ApiKey, Created } from '../../domain/api-key/api-key.js';
import { createKey, UnknownApiKey } from '../../domain/api-key/decisions.js';
import type { KeyManager } from '../../domain/api-key/decisions.js';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { ALL_PERMISSIONS, ORGANIZATION_PERMISSIONS } from '../../domain/permissions.js';
import type { Permission } from '../../domain/permissions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { ApiKeys, NewApiKey } from '../../security/tokens/api-keys.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, handleGuarded } from '../handle.js';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 90;
const MAX_DAYS = 366;

export const createApiKeyInput = inputWith(z.enum(ALL_PERMISSIONS));
/** The scopes of a key of an organisation are permissions there. */
export const createOrganizationKeyInput = inputWith(z.enum(ORGANIZATION_PERMISSIONS));

function inputWith<Scope extends z.ZodType<Permission>>(scope: Scope) {
  return z.strictObject({
    name: fields.username.meta({ example: 'billing' }),
    scopes: z.array(scope).min(1).refine(areDistinct, { error: 'Scopes must be unique.' }),
    expires_in_days: z.int().min(1).max(MAX_DAYS).default(DEFAULT_DAYS),
  });
}

type Input = z.output<typeof createApiKeyInput>;

/** New API key with its secret, which is shown only once. */
export interface IssuedApiKey {
  readonly apiKey: Created;
  readonly key: string;
  readonly position: Position | null;
}

/**
 * Creates an API key of a service.
 *
 * @param manager the caller; the key gets no scopes that it lacks, and does not outlive it
 * @throws ScopeNotHeld
 */
export async function createApiKey(
  { log, apiKeys }: Pick<CommandDependencies, 'log'> & { apiKeys: ApiKeys },
  input: Input,
  manager: Omit<KeyManager, 'organizationId'>,
  cause: Cause,
): Promise<IssuedApiKey> {
  const { id, secret, wishes } = newKey(apiKeys, input, cause);
  const ofService = { ...manager, organizationId: null };
  const { states, position } = await handle(log, cause, { apiKey: apiKeyAt(id) }, ({ apiKey }) => ({
    apiKey: createKey(apiKey, secret, wishes, ofService),
  }));
  return issued(states.apiKey, secret, position);
}

/**
 * Creates an API key of an organisation. It guards the organisation, whose deletion destroys the data keys of all its keys.
 *
 * @param manager the caller; the key gets no scopes that it lacks there, and does not outlive it
 * @throws UnknownOrganization, ScopeNotHeld
 */
export async function createOrganizationKey(
  { log, apiKeys }: Pick<CommandDependencies, 'log'> & { apiKeys: ApiKeys },
  input: Input,
  manager: KeyManager & { readonly organizationId: OrganizationId },
  cause: Cause,
): Promise<IssuedApiKey> {
  const { id, secret, wishes } = newKey(apiKeys, input, cause);
  const streams = { organization: organizationAt(manager.organizationId), apiKey: apiKeyAt(id) };
  const { states, position } = await handleGuarded(log, cause, streams, ({ organization, apiKey }) => {
    requireFounded(organization);
    return { apiKey: createKey(apiKey, secret, wishes, manager) };
  });
  return issued(states.apiKey, secret, position);
}

function newKey(apiKeys: ApiKeys, { name, scopes, expires_in_days: days }: Input, cause: Cause) {
  const id = uuidv5('api key', cause.commandId);
  const expires = new Date(cause.now.getTime() + days * DAY_MS);
  return { id, secret: apiKeys.make(id, cause.commandId), wishes: { name, scopes, expires } };
}

function issued(apiKey: ApiKey, { key }: NewApiKey, position: Position | null): IssuedApiKey {
  if (apiKey.status !== 'created') throw new UnknownApiKey();
  return { apiKey, key, position };
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
