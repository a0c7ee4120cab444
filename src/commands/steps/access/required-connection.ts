import { providerOf } from '../../../domain/connection/connection.js';
import { DomainError } from '../../../domain/domain-error.js';
import type { ConnectionId } from '../../../domain/ids.js';
import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { CommandDependencies } from '../../dependencies.js';

/** The domain of an address demands the connection of its organisation. */
export class SsoRequired extends DomainError {
  readonly code = 'sso_required';
  /** @param startUrl the page that begins the sign-in */
  constructor(readonly startUrl: string) {
    super();
  }
}

/** A connection that a domain demands. */
export interface RequiredConnection {
  readonly id: ConnectionId;
  readonly startUrl: string;
}

type Dependencies = Pick<CommandDependencies, 'requiredConnection'>;

/**
 * Returns the connection that the domain of an address demands, unless the way is that one.
 *
 * @param provider the name of the identity provider of the way, or null
 */
export async function otherWay(
  { requiredConnection }: Dependencies,
  address: EmailAddress,
  provider: string | null,
): Promise<RequiredConnection | null> {
  const required = await requiredConnection(address);
  return required === null || providerOf(required.id) === provider ? null : required;
}

/**
 * Refuses a way to sign in, if the domain of the address demands another one. The answer follows from the domain alone, so it
 * reveals no account.
 *
 * @param provider the name of the identity provider of the way, or null
 * @throws SsoRequired
 */
export async function requireOpenWay(
  dependencies: Dependencies,
  address: EmailAddress,
  provider: string | null = null,
): Promise<void> {
  const other = await otherWay(dependencies, address, provider);
  if (other !== null) throw new SsoRequired(other.startUrl);
}
