import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

const REASONS = {
  new_device: 'on a device that had not signed in to it before',
  after_failures: 'after several attempts that had failed',
  after_absence: 'for the first time in a long while',
} as const;

/** Tells the owner of a sign-in that is not like those before (OWASP ASVS 6.3.5). */
export function unusualSignIn(params: {
  username: string;
  why: keyof typeof REASONS;
  device: string;
  ip: string | null;
  at: Date;
}): Mail {
  const from = params.ip === null ? '' : `, from the address ${params.ip}`;
  return compose({
    subject: 'A sign-in to your account',
    username: params.username,
    message: [
      `Somebody has signed in to your account ${REASONS[params.why]}: ${params.device}${from}, on ${utcMinute(params.at)}.`,
      'If it was you, there is nothing to do.',
    ],
    ifItWasNotYou:
      'If it was not you, somebody knows your password. Choose “forgot password” where you sign in: a new password ends every session, also theirs.',
  });
}
