import type { EventOf, Recorded } from '../../event.js';
import type { FactorId } from '../../ids.js';
import type { factorEvents } from './factor-events.js';
import { afterResetEvent, NO_RESET, setUp } from './factor-reset.js';
import type { FactorReset } from './factor-reset.js';
import { passkeyOf } from './passkey.js';
import type { Passkey } from './passkey.js';
import { phoneOf } from './phone.js';
import type { Phone } from './phone.js';
import { totpOf } from './totp.js';
import type { TotpFactor } from './totp.js';
import { plainText } from '../plain-text.js';

/** A factor of an account. */
export type Factor = TotpFactor | Phone | Passkey;

/** Tells whether a factor is a WebAuthn credential. */
export function isPasskey(factor: Factor): factor is Passkey {
  return factor.kind === 'passkey' || factor.kind === 'security_key';
}

/** Returns the WebAuthn credentials of an account that work for a domain, the RP ID. Those of another one are retained. */
export function passkeysOf({ factors }: Pick<Factors, 'factors'>, rpId: string): Passkey[] {
  return factors.filter(isPasskey).filter((passkey) => passkey.rpId === rpId);
}

/** The kinds of factors whose owner must use one at each sign-in. */
const SECOND_FACTORS: ReadonlySet<Factor['kind']> = new Set(['totp', 'phone', 'security_key']);

/** The newest set of recovery codes. */
export interface RecoveryCodes {
  readonly setId: string;
  /** The digest of each code, in order. */
  readonly digests: readonly string[];
  /** The session or command that each used code was used for, by the index of the code. */
  readonly uses: ReadonlyMap<number, string>;
  readonly issuedAt: Date;
}

/** The factors of an account, and the demand that it has one. */
export interface Factors {
  /** In the order of their addition. */
  readonly factors: readonly Factor[];
  readonly recoveryCodes: RecoveryCodes | null;
  /** The author of the demand for a second factor, or null without a demand. */
  readonly demandedBy: 'user' | 'admin' | null;
  readonly factorReset: FactorReset;
}

export const NO_FACTORS: Factors = {
  factors: [],
  recoveryCodes: null,
  demandedBy: null,
  factorReset: NO_RESET,
};

/** Returns the factors of an account that work here: those of another domain, the RP ID, are retained but not offered. */
export function usableFactors({ factors }: Pick<Factors, 'factors'>, rpId: string): Factor[] {
  return factors.filter((factor) => !isPasskey(factor) || factor.rpId === rpId);
}

/** Returns the factors that oblige their owner to give a second proof at each sign-in. */
export function secondFactorsOf({ factors }: Pick<Factors, 'factors'>): Factor[] {
  return factors.filter(({ kind }) => SECOND_FACTORS.has(kind));
}

/** Returns the part of its number by which the owner of a phone recognises it; null for another factor. */
export function hintOf(factor: Factor): string | null {
  return factor.kind === 'phone' ? `•• ${factor.number.slice(-2)}` : null;
}

/** Returns the number of unused codes. */
export function remainingCodes({ digests, uses }: RecoveryCodes): number {
  return digests.length - uses.size;
}

export type FactorEvent = EventOf<(typeof factorEvents)[number]>;

/** Separates the digests of a set in its event. */
export const DIGEST_SEPARATOR = ' ';

/** Returns the factors that an event changes. */
export function factorChanges(
  { factors, recoveryCodes, factorReset }: Factors,
  event: Recorded<FactorEvent>,
): Partial<Factors> {
  switch (event.type) {
    case 'TotpAdded':
      return { factors: [...factors, totpOf(event)], factorReset: setUp(factorReset) };
    case 'PasskeyAdded':
      return { factors: [...factors, passkeyOf(event)], factorReset: setUp(factorReset) };
    case 'PhoneAdded':
      return { factors: [...factors, phoneOf(event)], factorReset: setUp(factorReset) };
    case 'FactorRenamed': {
      const { factor_id: id, name } = event.data;
      return {
        factors: factors.map((one) => (one.id === id ? { ...one, name: plainText(name) } : one)),
      };
    }
    case 'FactorRemoved':
      return withoutFactor(factors, event.data.factor_id);
    case 'RecoveryCodesIssued':
      return { recoveryCodes: issuedCodes(event) };
    case 'RecoveryCodeUsed':
      return recoveryCodes?.setId === event.data.set_id ? usedCode(recoveryCodes, event.data) : {};
    case 'SecondFactorDemanded':
      return { demandedBy: event.data.by };
    case 'SecondFactorReleased':
      return { demandedBy: null };
    case 'FactorResetAsked':
    case 'FactorResetCancelled':
    case 'FactorsReset':
      return { factorReset: afterResetEvent(factorReset, event) };
  }
}

type OfType<Type extends FactorEvent['type']> = Extract<FactorEvent, { type: Type }>;

/** The last second factor takes the recovery codes with it, as the first one brought them. */
function withoutFactor(factors: readonly Factor[], removed: FactorId): Partial<Factors> {
  const left = factors.filter(({ id }) => id !== removed);
  return { factors: left, ...(secondFactorsOf({ factors: left }).length === 0 && { recoveryCodes: null }) };
}

function issuedCodes({ data, occurredAt }: Recorded<OfType<'RecoveryCodesIssued'>>): RecoveryCodes {
  const digests = plainText(data.digests).split(DIGEST_SEPARATOR);
  return { setId: data.set_id, digests, uses: new Map(), issuedAt: occurredAt };
}

function usedCode(
  codes: RecoveryCodes,
  { index, for: usedFor }: OfType<'RecoveryCodeUsed'>['data'],
): Partial<Factors> {
  return { recoveryCodes: { ...codes, uses: new Map(codes.uses).set(index, usedFor) } };
}
