import { z } from 'zod';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { browserSecretCookie, newBrowserSecret } from '../federation/browser-cookie.js';
import { takesForms } from '../federation/federation.js';
import type { Browser } from '../http/requests/request-context.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import type { MailedSignIn } from './mailed-sign-in.js';

const requestedJson = z
  .strictObject({
    message: z.string(),
    expires_in: z.int().meta({ description: 'Seconds until the mail expires.' }),
    resend_after: z.int().meta({ description: 'Seconds until another mail can be requested.' }),
    request_token: z.string().meta({
      description: 'Shows where the mail was requested. For front ends whose requests carry no cookies.',
    }),
  })
  .meta({ id: 'MailRequested' });

export const requestedAnswers = {
  202: {
    description: 'The response is the same for every address.',
    body: requestedJson,
    headers: { 'Set-Cookie': 'Binds the mail to the browser.' },
  },
};

/** A request for a mail, of a browser or an app. */
interface MailRequest {
  readonly kind: 'sign-in' | 'sign-up';
  readonly email: EmailAddress;
  /** The challenge of an app. */
  readonly challenge: string | undefined;
  /** The life of the mailed link. */
  readonly lifeMs: number;
}

/**
 * Answers a request for a mail, in the same way for every address. A browser without a cookie gets one.
 *
 * @param store stores the request under its binding; not called once the address has got its mails of this hour
 */
export async function requestedAnswer(
  { oauth, requestBindings }: Pick<RouteDependencies, 'oauth' | 'requestBindings'>,
  { count }: MailedSignIn,
  { kind, email, challenge, lifeMs }: MailRequest,
  browser: Pick<Browser, 'secret'>,
  store: (binding: string) => Promise<void>,
) {
  const secret = browser.secret ?? newBrowserSecret();
  const token = requestBindings.tokenOf(secret);
  const binding =
    challenge === undefined ? requestBindings.ofBrowser(token) : requestBindings.ofApp(challenge);
  const { mayMail, resendAfterSeconds } = count(kind, email, binding);
  if (mayMail) await store(binding);
  return {
    status: 202 as const,
    body: {
      message: 'Check your email for the next step.',
      expires_in: lifeMs / 1000,
      resend_after: resendAfterSeconds,
      request_token: token,
    },
    headers: { 'Set-Cookie': browserSecretCookie(secret, takesForms(oauth), oauth.cookies) },
  };
}
