import { z } from 'zod';
import { defineEvent, internal, personal, personalOrNull, secret } from '../../event.js';
import { claimStreamSchema, factorIdSchema, uuidSchema } from '../../ids.js';
import { credentialKind, passkeyAdded } from './passkey.js';
import { phoneAdded } from './phone.js';
import { totpAdded } from './totp.js';

/** The kinds of factors that an account can own. */
export const factorKind = z.enum(['totp', 'phone', ...credentialKind.options]);
export type FactorKind = z.output<typeof factorKind>;

/** The methods of a second step: a factor, or a recovery code. */
export const proofOfPossession = z.enum([...factorKind.options, 'recovery_code']);
export type ProofOfPossession = z.output<typeof proofOfPossession>;

/** The events of an account about its second factors. */
export const factorEvents = [
  totpAdded,
  passkeyAdded,
  phoneAdded,
  defineEvent('FactorRenamed', { factor_id: factorIdSchema, name: personal('factor_name') }),
  /** `claim` reserved the removed credential; null for a factor without one. Version 1 did not name it. */
  defineEvent(
    'FactorRemoved',
    {
      factor_id: factorIdSchema,
      kind: factorKind,
      reason: z.enum(['by_user', 'by_admin', 'recovered', 'stranger']),
      claim: internal(claimStreamSchema.nullable()),
    },
    [(first) => ({ ...first, claim: null })],
  ),
  /** A set of recovery codes, which replaces the earlier set. `digests` has one digest for each code, in order. */
  defineEvent('RecoveryCodesIssued', {
    set_id: uuidSchema,
    digests: secret('factor_key'),
    count: z.int().positive(),
  }),
  /** A recovery code was used. `for` names the session or the command that it was used for. */
  defineEvent('RecoveryCodeUsed', {
    set_id: uuidSchema,
    index: z.int().nonnegative(),
    for: uuidSchema,
  }),
  /** The account must have a second factor. */
  defineEvent('SecondFactorDemanded', {
    by: z.enum(['user', 'admin']),
    reason: personalOrNull('change_reason'),
  }),
  defineEvent('SecondFactorReleased', {
    by: z.enum(['user', 'admin']),
    reason: personalOrNull('change_reason'),
  }),
  /** The account is to lose all factors at `due_at`, unless somebody cancels before. */
  defineEvent('FactorResetAsked', {
    by: z.enum(['user', 'admin']),
    reason: personalOrNull('change_reason'),
    due_at: z.iso.datetime(),
  }),
  /** `system`: at its time, the account had no factor any more. */
  defineEvent('FactorResetCancelled', {
    by: z.enum(['user', 'admin', 'system']),
    reason: personalOrNull('change_reason'),
  }),
  /** The account has lost all factors. Its next sign-in enrols one, with the link of the mail about this event. */
  defineEvent('FactorsReset', {}),
] as const;
