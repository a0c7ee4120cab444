import { MAILED_DIGITS } from '../../../src/commands/authentication/methods/email.js';
import { issueSignInLink } from '../../../src/commands/authentication/mailed/issue-sign-in-link.js';
import { requestSignInLink } from '../../../src/commands/authentication/mailed/request-sign-in-link.js';
import { signInByCode } from '../../../src/commands/authentication/mailed/sign-in-by-code.js';
import { signInByLink } from '../../../src/commands/authentication/mailed/sign-in-by-link.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import type { CodeId, UserId } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aCause } from '../stores/memory/memory-log.js';
import type { World } from './command-world.js';
import { NOW } from './user-history.js';

/** The binding of the browser that asks for the mail. */
export const BROWSER = 'browser.own';
const ADDRESS = emailAddress('ada@example.com');

/** A mail with its link and its code. */
export interface MailedSignIn {
  readonly id: CodeId;
  readonly token: string;
  readonly code: string;
}

/** Requests a mail at a time. */
export async function requestMail(world: World, request = BROWSER, now = NOW): Promise<void> {
  const storeSignIn: World['storeSignIn'] = (asked) => issueSignInLink(world, asked, now);
  await requestSignInLink({ ...world, storeSignIn }, ADDRESS, request, aCause(now));
}

/** Requests a mail to the usual address, and returns its content. */
export async function requestedMail(world: World, request = BROWSER): Promise<MailedSignIn> {
  await requestMail(world, request);
  return await newestMail(world);
}

/** The content of the newest mail. */
export async function newestMail({ log, linkTokens, codes }: World): Promise<MailedSignIn> {
  const sent = (await log.events()).findLast(({ type }) => type === 'CodeSent');
  if (sent?.type !== 'CodeSent') throw new Error('No mail was sent.');
  const { code_id: id, user_id: userId } = sent.data;
  return {
    id,
    token: linkTokens.issue('sign-in-link', { userId, eventId: id }),
    code: codes.codeOf(id, MAILED_DIGITS),
  };
}

/** Opens the link of a mail. */
export function openLink(
  world: World,
  { token }: Pick<MailedSignIn, 'token'>,
  request: string | null = BROWSER,
  cause = aCause(),
): Promise<SessionGrant> {
  return signInByLink(world, { token, request }, cause, null);
}

/** Types the code of a mail. */
export function typeCode(
  world: World,
  code: string,
  request: string | null = BROWSER,
  cause = aCause(),
): Promise<SessionGrant> {
  return signInByCode(world, { email: ADDRESS, code, request }, cause, null);
}

/** A code that differs from the given one. */
export function wrongCode({ code }: Pick<MailedSignIn, 'code'>): string {
  return code === '00000000' ? '00000001' : '00000000';
}

/** A cause some minutes after the usual time. */
export function minutesAfter(minutes: number) {
  return aCause(new Date(NOW.getTime() + minutes * 60_000));
}

/** The number of sessions that an account has started. */
export async function startedSessions({ log }: World, userId: UserId): Promise<number> {
  const events = await log.events();
  return events.filter(
    ({ type, data }) => type === 'SessionStarted' && 'user_id' in data && data.user_id === userId,
  ).length;
}
