import { Erased } from '../../../domain/event.js';
import { providerTitle } from '../../../security/oauth/providers/built-in.js';
import { defineMailWithoutAccount } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';

/** Asks a person to confirm an address that their identity provider has not verified. */
export const signUpOffer = defineMailWithoutAccount({
  name: 'sign-up-offer',
  causedBy: 'SignUpOffered',
  compose({ event, user, link }) {
    const { email, username, provider, expires_at: expires } = event.data;
    // The person may have registered in the meantime.
    if (user !== null || email instanceof Erased || username instanceof Erased) return null;
    const title = greetingName(providerTitle(provider)) ?? 'another service';
    return {
      to: email,
      subject: 'Confirm your e-mail address to sign up',
      username,
      paragraphs: [
        `You started to sign up with ${title}, which has not confirmed this e-mail address.`,
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
