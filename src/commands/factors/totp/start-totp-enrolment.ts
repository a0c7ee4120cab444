import { z } from 'zod';
import { deriveId, factorIdSchema } from '../../../domain/ids.js';
import { requireRoomFor } from '../../../domain/user/factors/factor-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import { newSeed, otpauthUri } from '../../../security/totp.js';
import type { CommandDependencies } from '../../dependencies.js';
import * as fields from '../../input-schemas.js';
import { admitEnroller } from '../enroller.js';
import type { EnrolmentCaller } from '../enroller.js';

export const startTotpEnrolmentInput = z.strictObject({ name: fields.factorName.optional() });

/** The time within which a code of the app must follow. */
const ENROLMENT_MS = 10 * 60_000;
const DEFAULT_NAME = 'Authenticator app';

/** Enrolment of an authenticator app, whose first code confirms it. */
export interface TotpEnrolment {
  readonly enrolmentToken: string;
  /** The shared secret in base32, for people who cannot scan the QR code. */
  readonly secret: string;
  readonly uri: string;
  readonly expiresInSeconds: number;
}

/**
 * Starts the enrolment of an authenticator app. Nothing is stored until a code of the app confirms it.
 *
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken, SetUpLinkRequired, FactorLimit
 */
export async function startTotpEnrolment(
  dependencies: Pick<
    CommandDependencies,
    'log' | 'mfaTokens' | 'linkTokens' | 'enrolmentTokens' | 'rules' | 'webauthn'
  >,
  caller: EnrolmentCaller,
  { name = DEFAULT_NAME }: z.output<typeof startTotpEnrolmentInput>,
  cause: Cause,
): Promise<TotpEnrolment> {
  const { account, startedBy } = await admitEnroller(dependencies, caller, cause);
  requireRoomFor(account, 'totp');
  const secret = newSeed();
  const enrolmentToken = dependencies.enrolmentTokens.issue({
    userId: account.id,
    startedBy,
    factorId: deriveId(factorIdSchema, 'factor', cause.commandId),
    name,
    seed: secret,
    expires: new Date(cause.now.getTime() + ENROLMENT_MS).toISOString(),
  });
  const uri = otpauthUri(secret, { issuer: dependencies.rules.totpIssuer, label: account.email });
  return { enrolmentToken, secret, uri, expiresInSeconds: ENROLMENT_MS / 1000 };
}
