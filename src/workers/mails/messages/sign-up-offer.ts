import { Erased } from '../../../domain/event.js';
import { providerTitle } from '../../../security/oauth/providers/built-in.js';
import { defineMailWithoutAccount } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';

/** Asks a person to confirm an address before the account is opened. */
export const signUpOffer = defineMailWithoutAccount({
  name: 'sign-up-offer',
  causedBy: 'SignUpOffered',
  compose({ event, user, link }) {
    const { email, username, provider, expires_at: expires } = event.data;
    // The person may have registered in the meantime.
    if (user !== null || email instanceof Erased || username instanceof Erased) return null;
    return {
      to: email,
      subject: 'Confirm your e-mail address to sign up',
      username,
      paragraphs: [
        reasonFor(provider),
        'Open the link in the same browser to complete the sign-up. You can sign in afterwards.',
      ],
      action: {
        label: 'Confirm my address',
        link: link('confirm-sign-up'),
        expiresAt: new Date(expires),
      },
      ifUnexpected:
        'If it was not you, you can ignore this message. No account is created without your confirmation.',
    };
  },
});

/** @param provider null: the person asked to sign up or to sign in by mail */
function reasonFor(provider: string | null): string {
  if (provider === null)
    return 'You asked to sign up or to sign in with this e-mail address, which has no account yet.';
  const title = greetingName(providerTitle(provider)) ?? 'another service';
  return `You started to sign up with ${title}, which has not confirmed this e-mail address.`;
}
