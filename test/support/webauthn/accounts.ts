import { passkeySignInOptions } from '../../../src/commands/authentication/sign-in-by-passkey.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { addPasskey } from '../../../src/commands/factors/passkeys/add-passkey.js';
import { newPasskeyOptions } from '../../../src/commands/factors/passkeys/new-passkey-options.js';
import type { SessionId, UserId } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { CredentialKind } from '../../../src/domain/user/factors/passkey.js';
import { aWorld, PASSWORD, verifiedAccount } from '../domain/command-world.js';
import type { World } from '../domain/command-world.js';
import { NOW } from '../domain/user-history.js';
import { aCause } from '../stores/memory/memory-log.js';
import type { Authenticator, Changes } from './authenticator.js';
import { anAuthenticator } from './ceremonies.js';

export const email = emailAddress('ada@example.com');

/** A signed-in user. */
export interface Caller {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

/** An account whose owner has signed in by password. */
export async function signedIn(world = aWorld()): Promise<{ world: World; caller: Caller }> {
  await verifiedAccount(world);
  const { userId, sessionId } = await signIn(world, { email, password: PASSWORD }, aCause());
  return { world, caller: { userId, sessionId } };
}

/** Creates a credential of the account of a caller. */
export async function create(
  world: World,
  caller: Caller,
  authenticator: Authenticator,
  { kind = 'passkey', ...changes }: Changes & { kind?: CredentialKind } = {},
) {
  const { challenge, user } = await newPasskeyOptions(world, caller, kind, aCause(NOW));
  authenticator.userHandle = user.id;
  return authenticator.create(challenge, changes);
}

/** An account with a passkey or a security key, and the authenticator that holds it. */
export async function withPasskey(changes: Changes & { kind?: CredentialKind } = {}, own = aWorld()) {
  const { world, caller } = await signedIn(own);
  const authenticator = anAuthenticator();
  const credential = await create(world, caller, authenticator, changes);
  const { passkey, recoveryCodes } = await addPasskey(world, caller, { credential }, aCause());
  return { world, caller, authenticator, passkey, recoveryCodes };
}

/** The answer of an authenticator to a new challenge of a sign-in. */
export function answer(world: World, authenticator: Authenticator, changes: Changes = {}) {
  const { publicKey } = passkeySignInOptions(world, NOW);
  return { credential: authenticator.get(publicKey.challenge, changes) };
}
