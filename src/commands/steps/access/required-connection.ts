import { providerOf } from '../../../domain/connection/connection.js';
import { DomainError } from '../../../domain/domain-error.js';
import type { ConnectionId } from '../../../domain/ids.js';
import type { Started } from '../../../domain/session/session.js';
import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { Registered, User } from '../../../domain/user/user.js';

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

/** Finds the connection that the domain of an address demands, or null. */
export type FindRequiredConnection = (address: EmailAddress) => Promise<RequiredConnection | null>;

interface Dependencies {
  readonly requiredConnection: FindRequiredConnection;
}

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

/**
 * Refuses a session that began in another way than the domain of its account demands.
 *
 * @throws SsoRequired
 */
export async function requireOpenSession(
  dependencies: Dependencies,
  { email }: Pick<Registered, 'email'>,
  session: Started,
): Promise<void> {
  if (isOwn(session)) await requireOpenWay(dependencies, email, session.provider);
}

/** Tells whether a session began in a way that the domain of its account leaves open. */
export async function isOpenSession(
  dependencies: Dependencies,
  user: User,
  session: Started,
): Promise<boolean> {
  if (user.status !== 'registered' || !isOwn(session)) return true;
  return (await otherWay(dependencies, user.email, session.provider)) === null;
}

/** An administrator who acts as a person has signed in to an own account, whose domain decides. */
function isOwn({ impersonation }: Started): boolean {
  return impersonation === null;
}
