import { z } from 'zod';
import { uuidSchema } from '../../domain/ids.js';
import { rotateSigningKey } from '../../commands/signing-keys/rotate-signing-key.js';
import {
  withdrawSigningKey,
  withdrawSigningKeyInput,
} from '../../commands/signing-keys/withdraw-signing-key.js';
import { SIGNING_ALGORITHMS } from '../../domain/signing-key/events.js';
import { keyring, phasesOf } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';

const jwksJson = z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'KeySet' });

const keyringJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.uuid().meta({ description: 'The `kid` of the tokens signed with this key.' }),
        algorithm: z.enum(SIGNING_ALGORITHMS),
        phase: z.enum(['pending', 'signing', 'retiring', 'retired']),
        signs_from: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Keyring' });

const tag = 'Signing keys';

/** Routes for the keys that sign access tokens. */
export function signingKeyRoutes({ commands, signingKeys, rotation }: RouteDependencies): Route[] {
  /** @throws Problem shared_secret */
  function requireRotation(): NonNullable<typeof rotation> {
    if (rotation === null) throw new Problem('shared_secret');
    return rotation;
  }

  function toKeyringJson(keys: Keyring, now: Date): z.input<typeof keyringJson> {
    const phases = phasesOf(keys, now, requireRotation().tokenLifeMs);
    return {
      items: keys.flatMap(({ id, algorithm, signsFrom }, i) => {
        const phase = phases[i] ?? 'withdrawn';
        return phase === 'withdrawn' ? [] : { id, algorithm, phase, signs_from: signsFrom.toISOString() };
      }),
    };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/.well-known/jwks.json',
      operation: 'readKeySet',
      summary: 'Returns the public keys that verify access tokens.',
      tag,
      auth: 'none',
      anyOrigin: true,
      answers: { 200: { description: 'A JSON Web Key Set (RFC 7517).', body: jwksJson } },
      refusals: [],
      handle() {
        const { keys, maxAgeSeconds } = signingKeys.published();
        return Promise.resolve({
          status: 200,
          body: { keys: [...keys] },
          headers: { 'Cache-Control': `public, max-age=${String(maxAgeSeconds)}` },
        });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/signing-keys',
      operation: 'listSigningKeys',
      summary: 'Lists the signing keys in signing order, without withdrawn keys.',
      tag,
      auth: 'service',
      permission: 'signing_keys:read',
      answers: { 200: { description: 'The keys.', body: keyringJson } },
      refusals: ['shared_secret'],
      async handle({ context }) {
        requireRotation();
        return { status: 200, body: toKeyringJson(await loadState(commands.log, keyring), context.now) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/signing-keys/rotate',
      operation: 'rotateSigningKey',
      summary:
        'Adds the next signing key. It is published at once, and signs when cached key sets have expired.',
      tag,
      auth: 'service',
      permission: 'signing_keys:write',
      answers: { 200: { description: 'The keys.', body: keyringJson } },
      refusals: ['shared_secret'],
      async handle({ context, caller }) {
        const { rules, reload } = requireRotation();
        const { keys, position } = await rotateSigningKey(commands, rules, 'now', causeOf(context, caller));
        await reload();
        return { status: 200, body: toKeyringJson(keys, context.now), position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/signing-keys/{key_id}/withdraw',
      operation: 'withdrawSigningKey',
      summary:
        'Withdraws a signing key and replaces it. All tokens signed with it become invalid immediately.',
      tag,
      auth: 'service',
      permission: 'signing_keys:write',
      params: z.strictObject({ key_id: uuidSchema }),
      body: withdrawSigningKeyInput,
      answers: { 200: { description: 'The keys.', body: keyringJson } },
      refusals: ['unknown_signing_key', 'shared_secret'],
      async handle({ params, body, context, caller }) {
        const { rules, reload } = requireRotation();
        const cause = causeOf(context, caller);
        const { keys, position } = await withdrawSigningKey(commands, rules, params.key_id, body, cause);
        await reload();
        return { status: 200, body: toKeyringJson(keys, context.now), position };
      },
    }),
  ];
}
