import type { OpenConnection } from '../../domain/connection/connection.js';
import { connectionAt } from '../../domain/connection/connection.js';
import { recordTest, requireConnection } from '../../domain/connection/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import { SamlRefused } from '../../security/saml/refusal.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { verifyResponse } from './verify-response.js';
import type { ReceivedResponse } from './verify-response.js';

/**
 * Verifies a response as a sign-in does, and records the outcome instead of starting a session.
 *
 * @throws SamlRefused the test failed
 */
export async function testConnection(
  dependencies: Pick<CommandDependencies, 'log'> & { readonly secrets: Pick<OneTimeSecrets, 'spend'> },
  response: ReceivedResponse,
  cause: Cause,
): Promise<Position | null> {
  const record = (reason: string | null) => recordOutcome(dependencies, response.connection, reason, cause);
  try {
    await verifyResponse(dependencies.secrets, response, cause.now);
  } catch (error) {
    if (error instanceof SamlRefused) await record(error.reason);
    throw error;
  }
  return await record(null);
}

async function recordOutcome(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, organizationId }: OpenConnection,
  reason: string | null,
  cause: Cause,
): Promise<Position | null> {
  const { position } = await handle(log, cause, { connection: connectionAt(id) }, ({ connection }) => ({
    connection: recordTest(requireConnection(connection, organizationId), reason),
  }));
  return position;
}
