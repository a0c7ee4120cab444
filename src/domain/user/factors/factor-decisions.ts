import { DomainError } from '../../domain-error.js';
import type { FactorId } from '../../ids.js';
import { requireRegistered } from '../decisions.js';
import type { UserEvent } from '../events.js';
import type { FactorKind } from './factor-events.js';
import { DIGEST_SEPARATOR, isPasskey, secondFactorsOf } from './factors.js';
import type { Factor } from './factors.js';
import { COMMON_SETTINGS } from './totp.js';
import type { TotpFactor } from './totp.js';
import type { Registered, User } from '../user.js';

/** The code of a second step is wrong or used, or the account is locked. The client does not learn which. */
export class InvalidCode extends DomainError {
  readonly code = 'invalid_code';
}
/** The same for a signed-in user. */
export class WrongCode extends DomainError {
  readonly code = 'wrong_code';
}
/** The enrolment is complete, has expired, or belongs to another session. The client does not learn which. */
export class EnrolmentOver extends DomainError {
  readonly code = 'enrolment_over';
}
export class FactorLimit extends DomainError {
  readonly code = 'factor_limit';
}
export class UnknownFactor extends DomainError {
  readonly code = 'unknown_factor';
}
/** The account must have a second factor, and this is its last one. */
export class SecondFactorDemanded extends DomainError {
  readonly code = 'second_factor_demanded';
}

/** The factors of one kind that an account can have. */
const MAX_OF_KIND = 10;

/**
 * Checks that an account can have another factor of a kind.
 *
 * @throws FactorLimit
 */
export function requireRoomFor({ factors }: Pick<Registered, 'factors'>, kind: FactorKind): void {
  const ofKind = factors.filter((one) => one.kind === kind);
  if (ofKind.length >= MAX_OF_KIND) throw new FactorLimit();
}

/** Authenticator app whose code was just confirmed. */
export interface NewTotp {
  readonly factorId: FactorId;
  readonly name: string;
  readonly seed: string;
  readonly confirmedStep: number;
}

/** New set of recovery codes, as digests. */
export interface NewCodes {
  readonly setId: string;
  readonly digests: readonly string[];
}

/**
 * Adds an authenticator app, with recovery codes if the account has none.
 *
 * @throws EnrolmentOver the enrolment has added its factor before
 * @throws FactorLimit, UnknownUser
 */
export function addTotp(user: User, totp: NewTotp, codes: NewCodes): UserEvent[] {
  const account = requireRegistered(user);
  if (account.factors.some(({ id }) => id === totp.factorId)) throw new EnrolmentOver();
  requireRoomFor(account, 'totp');
  const { factorId: id, ...rest } = totp;
  return [
    totpAddedEvent({ id, ...rest, ...COMMON_SETTINGS }),
    ...(account.recoveryCodes === null ? [codesIssued(codes)] : []),
  ];
}

/**
 * Renames a factor.
 *
 * @throws UnknownFactor, UnknownUser
 */
export function renameFactor(user: User, factorId: FactorId, name: string): UserEvent[] {
  if (requireFactor(requireRegistered(user), factorId).name === name) return [];
  return [{ type: 'FactorRenamed', data: { factor_id: factorId, name } }];
}

export function totpAddedEvent({
  id,
  confirmedStep,
  name,
  seed,
  algorithm,
  digits,
  period,
}: Omit<TotpFactor, 'kind' | 'addedAt'>): UserEvent {
  const data = { factor_id: id, name, seed, confirmed_step: confirmedStep, algorithm, digits, period };
  return { type: 'TotpAdded', data };
}

export function factorRemoved(
  factor: Factor,
  reason: Extract<UserEvent, { type: 'FactorRemoved' }>['data']['reason'],
): UserEvent {
  const { id, kind } = factor;
  const claim = isPasskey(factor) ? factor.claim : null;
  return { type: 'FactorRemoved', data: { factor_id: id, kind, reason, claim } };
}

/**
 * Replaces the recovery codes of an account that has a second factor.
 *
 * @throws UnknownFactor the account has none
 * @throws UnknownUser
 */
export function issueRecoveryCodes(user: User, codes: NewCodes): UserEvent[] {
  if (secondFactorsOf(requireRegistered(user)).length === 0) throw new UnknownFactor();
  return [codesIssued(codes)];
}

/**
 * Demands a second factor of an account. A demand of an administrator replaces that of the user.
 *
 * @throws UnknownUser
 */
export function demandSecondFactor(user: User, by: 'user' | 'admin', reason: string | null): UserEvent[] {
  const { demandedBy } = requireRegistered(user);
  if (demandedBy === by || demandedBy === 'admin') return [];
  return [{ type: 'SecondFactorDemanded', data: { by, reason } }];
}

/**
 * Lifts the demand for a second factor. The user cannot lift that of an administrator.
 *
 * @throws SecondFactorDemanded, UnknownUser
 */
export function releaseSecondFactor(user: User, by: 'user' | 'admin', reason: string | null): UserEvent[] {
  const { demandedBy } = requireRegistered(user);
  if (demandedBy === null) return [];
  if (by === 'user' && demandedBy === 'admin') throw new SecondFactorDemanded();
  return [{ type: 'SecondFactorReleased', data: { by, reason } }];
}

/**
 * Uses up a recovery code. A repeat for the same session or command changes nothing.
 *
 * @throws InvalidCode the code was used for another one, or its set was replaced
 */
export function useRecoveryCode(
  user: User,
  { setId, index }: { readonly setId: string; readonly index: number },
  usedFor: string,
): UserEvent[] {
  const codes = user.status === 'registered' ? user.recoveryCodes : null;
  if (codes?.setId !== setId) throw new InvalidCode();
  const earlier = codes.uses.get(index);
  if (earlier === usedFor) return [];
  if (earlier !== undefined) throw new InvalidCode();
  return [{ type: 'RecoveryCodeUsed', data: { set_id: setId, index, for: usedFor } }];
}

/** @throws UnknownFactor */
export function requireFactor({ factors }: Registered, factorId: FactorId): Factor {
  const found = factors.find(({ id }) => id === factorId);
  if (found === undefined) throw new UnknownFactor();
  return found;
}

export function codesIssued({ setId, digests }: NewCodes): UserEvent {
  const data = { set_id: setId, digests: digests.join(DIGEST_SEPARATOR), count: digests.length };
  return { type: 'RecoveryCodesIssued', data };
}
