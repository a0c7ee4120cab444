import type { FactorId } from '../../ids.js';
import { requireRegistered } from '../decisions.js';
import type { UserEvent } from '../events.js';
import type { Registered, User } from '../user.js';
import { codesIssued, EnrolmentOver, requireRoomFor } from './factor-decisions.js';
import type { NewCodes } from './factor-decisions.js';
import { usableFactors } from './factors.js';
import { FactorExists } from './passkey.js';
import { PhoneAlone } from './phone.js';

/** Phone that has just received a code. */
export interface NewPhone {
  readonly factorId: FactorId;
  readonly name: string;
  readonly number: string;
  readonly country: string;
}

/** The rules of the service about the factors beside a phone. */
export interface PhoneRules {
  /** True if a phone may be the only second factor. */
  readonly mayBeAlone: boolean;
  /** The domain that passkeys work for. */
  readonly rpId: string;
}

/**
 * Adds a phone, with recovery codes if the account has none.
 *
 * @throws EnrolmentOver the enrolment has added its factor before
 * @throws FactorExists, FactorLimit, PhoneAlone, UnknownUser
 */
export function addPhone(user: User, phone: NewPhone, codes: NewCodes, rules: PhoneRules): UserEvent[] {
  const account = requireRegistered(user);
  if (account.factors.some(({ id }) => id === phone.factorId)) throw new EnrolmentOver();
  requirePhoneAllowed(account, phone.number, rules);
  const { factorId, name, number, country } = phone;
  return [
    { type: 'PhoneAdded', data: { factor_id: factorId, name, phone: number, country } },
    ...(account.recoveryCodes === null ? [codesIssued(codes)] : []),
  ];
}

/**
 * Checks that a phone can be added to an account.
 *
 * @throws FactorExists, FactorLimit, PhoneAlone
 */
export function requirePhoneAllowed(
  account: Pick<Registered, 'factors'>,
  number: string,
  rules: PhoneRules,
): void {
  if (account.factors.some((one) => one.kind === 'phone' && one.number === number)) throw new FactorExists();
  requireRoomFor(account, 'phone');
  if (!isAccompanied(account, rules)) throw new PhoneAlone();
}

/**
 * Checks that the removal of a factor leaves no phone as the only factor.
 *
 * @throws PhoneAlone
 */
export function requireCompanyOfPhones(account: Registered, removed: FactorId, rules: PhoneRules): void {
  const factors = account.factors.filter(({ id }) => id !== removed);
  const wasAccompanied = isAccompanied(account, rules);
  const hasPhone = factors.some(({ kind }) => kind === 'phone');
  if (hasPhone && wasAccompanied && !isAccompanied({ factors }, rules)) throw new PhoneAlone();
}

/** Tells whether an account has a factor beside its phones, unless it needs none. */
function isAccompanied(account: Pick<Registered, 'factors'>, { mayBeAlone, rpId }: PhoneRules): boolean {
  return mayBeAlone || usableFactors(account, rpId).some(({ kind }) => kind !== 'phone');
}
