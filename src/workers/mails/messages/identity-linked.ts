import { connectionOfProvider } from '../../../domain/connection/connection.js';
import type { Registered } from '../../../domain/user/user.js';
import { providerTitle } from '../../../security/oauth/providers/built-in.js';
import { defineMail } from '../define-mail.js';
import type { AddressedMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that an identity was linked to the account (OWASP ASVS 6.3.7). */
export const identityLinked = defineMail({
  name: 'identity-linked',
  causedBy: 'OAuthIdentityLinked',
  // An owner who registers with the identity needs no notice.
  appliesTo: ({ how }) => how === 'same_address' || how === 'by_user',
  compose: ({ event, user }) => notice(user, event.data.provider, event.occurredAt),
});

/** Notifies the owner that an identity was restored after a password reset. */
export const identityRestored = defineMail({
  name: 'identity-restored',
  causedBy: 'OAuthIdentityRestored',
  compose: ({ event, user }) => notice(user, event.data.provider, event.occurredAt),
});

/** Returns the name of a provider as people know it, or null. The name of a connection has only its id. */
function titleOf(providerName: string): string | null {
  if (connectionOfProvider(providerName) !== null) return 'the identity provider of your organisation';
  return greetingName(providerTitle(providerName));
}

function notice({ email, username }: Registered, providerName: string, linkedAt: Date): AddressedMail {
  const provider = titleOf(providerName) ?? 'another service';
  return {
    to: email,
    subject: 'Another way to sign in was added',
    username,
    paragraphs: [
      `Since ${utcMinute(linkedAt)}, you can also sign in to your account with ${provider}.`,
      'You can see and remove sign-in methods in your account settings.',
    ],
    ifUnexpected:
      'If you did not add it, sign in, remove it, and set a new password, which ends every other session. If you cannot sign in, contact the operator of this service.',
  };
}
