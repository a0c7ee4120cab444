import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { deriveId, sessionIdSchema } from '../ids.js';
import type { FactorId, PendingSignInId, SessionId, UserId } from '../ids.js';
import { namesIn } from '../user/session-at-provider.js';
import type { SessionAtProvider } from '../user/session-at-provider.js';
import type { DemandSource } from '../user/factors/assurance.js';
import { pendingSignInEvents } from './events.js';
import type { PendingSignInEvent } from './events.js';

/** A sign-in after its first proof, which owes a second factor. */
export interface Asked {
  readonly status: 'asked';
  readonly id: PendingSignInId;
  readonly userId: UserId;
  /** The revision of the account that the first proof was checked against. */
  readonly userRevision: number;
  /** The methods of the first proof. */
  readonly amr: readonly string[];
  readonly provider: string | null;
  /** The failed attempts before the first proof. */
  readonly failures: number;
  readonly offered: readonly FactorId[];
  /** True if the account has no factor yet and must enrol one. */
  readonly enrolment: boolean;
  readonly demandedBy: DemandSource;
  readonly expires: Date;
  /** The session at the identity provider of an organisation, or null for another first proof. */
  readonly atProvider: SessionAtProvider | null;
}

/** Returns the id of the session that completes a sign-in. The session exists once the sign-in is complete. */
export function sessionCompleting(id: PendingSignInId): SessionId {
  return deriveId(sessionIdSchema, 'session', id);
}

export type PendingSignIn = { readonly status: 'unknown' } | Asked;

export const pendingSignIns = defineCategory({
  prefix: 'mfa',
  events: pendingSignInEvents,
  subject: 'data_user',
  origins: 'sessions',
});

export function pendingSignInAt(id: PendingSignInId): Aggregate<PendingSignIn, PendingSignInEvent> {
  return pendingSignIns.aggregate<PendingSignIn, PendingSignInEvent>(id, {
    initial: { status: 'unknown' },
    evolve(pending, event) {
      switch (event.type) {
        case 'SecondFactorAsked':
          return asked(id, event.data);
        case 'ConnectionSignInNoted':
          return pending.status === 'asked' ? { ...pending, atProvider: atProviderIn(event.data) } : pending;
      }
    },
  });
}

type DataOf<Type extends PendingSignInEvent['type']> = Extract<PendingSignInEvent, { type: Type }>['data'];

function asked(id: PendingSignInId, data: DataOf<'SecondFactorAsked'>): Asked {
  return {
    status: 'asked',
    id,
    userId: data.user_id,
    userRevision: data.user_revision,
    amr: data.amr,
    provider: data.provider,
    failures: data.failures,
    offered: data.offered.map(({ factor_id }) => factor_id),
    enrolment: data.enrolment,
    demandedBy: data.demanded_by,
    expires: new Date(data.expires_at),
    atProvider: null,
  };
}

function atProviderIn(data: DataOf<'ConnectionSignInNoted'>): SessionAtProvider {
  return { ...namesIn(data), ends: data.ends_at === null ? null : new Date(data.ends_at) };
}
