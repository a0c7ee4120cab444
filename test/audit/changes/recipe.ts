import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { textAt } from '../../support/documents/text-at.js';
import { codeOfStep } from '../../support/domain/totp-codes.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { Answer, Call } from '../../support/server/credence.js';

/** Sends the request that a recipe is about. */
export type Send = (method: string, path: string, call?: Call) => Promise<Answer>;
/** Prepares and sends a request that changes state. */
export type Recipe = (send: Send, setup: CredenceWithProviders) => Promise<Answer>;
export type Recipes = Readonly<Record<string, Recipe>>;

export const NEW_PASSWORD = 'kolibri zaun lampe';

/** Sends a request of a new account. */
export const onAccount =
  (method: string, path: string, body?: object): Recipe =>
  async (send, { credence }) => {
    const account = await createSignedInAccount(credence);
    return await send(method, path, { token: account.token, ...(body !== undefined && { body }) });
  };

interface WithApp extends SignedInAccount {
  readonly secret: string;
  readonly factorId: string;
  readonly recoveryCode: string;
}

/** Creates an account with an authenticator app. */
export async function withApp({ credence }: CredenceWithProviders): Promise<WithApp> {
  const account = await createSignedInAccount(credence);
  const { body: started } = await credence.call('POST', '/auth/factors/totp', {
    token: account.token,
    body: {},
  });
  // The oldest code that is accepted leaves a newer one for a sign-in.
  const code = codeOfStep(Math.floor(Date.now() / 30_000) - 1, textAt(started, 'secret'));
  const { body } = await credence.call('POST', '/auth/factors/totp/confirm', {
    token: account.token,
    body: { code, enrolment_token: textAt(started, 'enrolment_token') },
  });
  return {
    ...account,
    secret: textAt(started, 'secret'),
    factorId: textAt(body, 'factor', 'id'),
    recoveryCode: textAt(body, 'recovery_codes', '0'),
  };
}
