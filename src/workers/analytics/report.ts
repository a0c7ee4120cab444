import { createHmac } from 'node:crypto';
import { isSignIn, kindsOfFactors, methodOf } from '../../projections/views/analytics/measures.js';
import { userOfStream } from '../../domain/user/user.js';
import type { StoredEvent } from '../../eventstore/port.js';

/** An act of a person, without any personal data. */
export interface Report {
  /** Pseudonym of the event. A repeat has the same one. */
  readonly id: string;
  /** Pseudonym of the person, which changes each month. */
  readonly person: string;
  readonly name: 'sign_up' | 'login' | 'mfa_challenge' | 'email_verified' | 'password_reset';
  /** The identity provider, the first proof or the second factor; null without one. */
  readonly method: string | null;
  readonly at: Date;
}

/** The reported events of the stream of a user. */
const OF_USER: ReadonlyMap<string, Report['name']> = new Map([
  ['UserRegistered', 'sign_up'],
  ['EmailVerified', 'email_verified'],
  ['PasswordReset', 'password_reset'],
]);

/** Hexadecimal digits of a pseudonym. */
const DIGITS = 32;

/**
 * Returns a function that makes the reports of an event. It reads no encrypted field. The pseudonyms cannot be traced back
 * without the key, and those of two months cannot be connected.
 */
export function reporting(key: Buffer): (event: StoredEvent) => Report[] {
  const pseudonym = (...parts: readonly string[]) =>
    createHmac('sha256', key).update(parts.join('\n')).digest('hex').slice(0, DIGITS);

  return (event) => {
    const at = event.recordedAt;
    return actsIn(event).map(({ name, method, userId }) => ({
      id: pseudonym('event', event.id, name, method ?? ''),
      person: pseudonym('person', at.toISOString().slice(0, 'yyyy-mm'.length), userId),
      name,
      method,
      at,
    }));
  };
}

interface Act extends Pick<Report, 'name' | 'method'> {
  readonly userId: string;
}

function actsIn(event: StoredEvent): Act[] {
  const { type, stream, data } = event;
  const name = OF_USER.get(type);
  if (name !== undefined) {
    const userId = userOfStream(stream);
    return userId === null ? [] : [{ name, method: null, userId }];
  }
  const userId = data['user_id'];
  if (!isSignIn(event) || typeof userId !== 'string') return [];
  const factors = data['acr'] === 'aal2' ? kindsOfFactors(data['factors']) : [];
  return [
    { name: 'login', method: methodOf(event), userId },
    ...factors.map((method): Act => ({ name: 'mfa_challenge', method, userId })),
  ];
}
