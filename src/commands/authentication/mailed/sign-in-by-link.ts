import { codeIdSchema } from '../../../domain/ids.js';
import type { SessionId } from '../../../domain/ids.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import { OtherBrowser } from '../../../domain/policies/complete-registration.js';
import { usableCode } from '../../../domain/policies/mailed-code.js';
import { LinkUsed } from '../../../domain/user/decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { signInByMail } from './sign-in-by-mail.js';

/** A mailed link as its reader opens it. */
interface OpenedLink {
  readonly token: string;
  /** Binding of the browser or app that opens the link, or null if it shows none. */
  readonly request: string | null;
}

/**
 * Signs in with a mailed link. It works once, until it expires, and only where it was requested: programs that scan mails open
 * links and press buttons, and a stranger may send a link of his own account (login CSRF).
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 * @throws OtherBrowser the link was requested elsewhere, and stays unused
 * @throws SecondFactorRequired the account owes a second factor
 */
export async function signInByLink(
  dependencies: CommandDependencies,
  { token, request }: OpenedLink,
  cause: Cause,
  presented: { readonly sessionId: SessionId } | null,
): Promise<SessionGrant> {
  const { log, linkTokens, countCode } = dependencies;
  const link = linkTokens.read('sign-in-link', token);
  if (link === null) throw new LinkUsed();
  const [{ state: user }, { state: newest }] = await Promise.all([
    load(log, userAt(link.userId)),
    load(log, oneTimeCodeOf(link.userId, 'sign_in')),
  ]);
  const usable = usableCode(user, newest, cause.now);
  if (usable?.code.id !== codeIdSchema.parse(link.eventId)) throw new LinkUsed();
  if (usable.code.request !== request) throw new OtherBrowser();
  countCode({ purpose: 'sign_in', channel: 'email', outcome: 'link_opened' });
  return await signInByMail(dependencies, usable, LinkUsed, cause, presented);
}
