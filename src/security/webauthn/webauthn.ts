import { credentialClaimStreams } from '../keys/claim-streams.js';
import type { CredentialClaimStream } from '../keys/claim-streams.js';
import type { AllowedModels } from './attested-model.js';
import type { CountCeremony } from './ceremony-metrics.js';
import { challenges } from './challenge.js';
import type { Challenges } from './challenge.js';
import type { RelyingParty } from './encoding/client-data.js';
import { userHandles } from './user-handle.js';
import type { UserHandles } from './user-handle.js';

/** The parts of WebAuthn ceremonies that depend on the deployment. */
export interface WebAuthn {
  readonly relyingParty: RelyingParty;
  /** Null: any authenticator may be added. */
  readonly allowedModels: AllowedModels | null;
  readonly challenges: Challenges;
  readonly userHandle: UserHandles;
  readonly credentialClaimStream: CredentialClaimStream;
  readonly count: CountCeremony;
}

export function createWebAuthn(
  masterSecret: string,
  relyingParty: RelyingParty,
  allowedModels: AllowedModels | null,
  count: CountCeremony,
): WebAuthn {
  return {
    relyingParty,
    allowedModels,
    challenges: challenges(masterSecret),
    userHandle: userHandles(masterSecret),
    credentialClaimStream: credentialClaimStreams(masterSecret),
    count,
  };
}
