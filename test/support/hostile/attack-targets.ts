import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { newEmail, PASSWORD, createSignedInAccount, signUp } from '../clients/accounts.js';
import { SERVICE_TOKEN } from '../server/credence.js';
import type { Credence } from '../server/credence.js';
import { listOperations } from '../openapi/documented-operations.js';
import type { BodySchema, DocumentedOperation } from '../openapi/documented-operations.js';

const FORM = 'application/x-www-form-urlencoded';

/** What costs a hash, a session or a key pair each time, or takes its time. */
const COSTLY = new Set([
  'signUp',
  'signIn',
  'signOut',
  'changePassword',
  'changeEmail',
  'requestPasswordReset',
  'resendVerification',
  'rotateSigningKey',
  'signOutUser',
  'unlockUser',
]);

export type Fields = Readonly<Record<string, unknown>>;

/** An operation with all that a good request needs. */
export interface AttackTarget extends DocumentedOperation {
  readonly costly: boolean;
  readonly credential: Readonly<Record<string, string>>;
  readonly body: Body | null;
  readonly id: string;
}

interface Body {
  readonly type: string;
  readonly schema: BodySchema;
}

/** What is not as a good request has it. */
export interface Attack {
  /** Parts of the path by name, as they are sent. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The text of the body. */
  readonly body?: string;
}

/** Every operation of a program, each with a session, and somebody to act on, that no other touches. */
export async function listAttackTargets(credence: Credence): Promise<AttackTarget[]> {
  const targets: AttackTarget[] = [];
  for (const found of await listOperations(credence.url)) {
    const [body] = Object.entries(found.operation.requestBody?.content ?? {});
    targets.push({
      ...found,
      costly: COSTLY.has(found.operation.operationId),
      credential: await credentialFor(credence, found),
      body: body === undefined ? null : { type: body[0], schema: body[1].schema },
      id: await idFor(credence, found),
    });
  }
  return targets;
}

async function credentialFor(credence: Credence, { operation }: DocumentedOperation) {
  const [scheme] = operation.security ?? [];
  if (scheme === undefined) return {};
  const token = 'service' in scheme ? SERVICE_TOKEN : (await createSignedInAccount(credence)).token;
  return { authorization: `Bearer ${token}` };
}

/** Somebody, or where it is another thing that is named, an id that nothing has. */
async function idFor(credence: Credence, { template }: DocumentedOperation): Promise<string> {
  return template.includes('{user_id}') ? (await signUp(credence)).body.user_id : randomUUID();
}

/** What a good body holds. */
export function validFields({ schema }: Body): Fields {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, validValue(property)]),
  );
}

function validValue({ type, format, items, minimum }: BodySchema): unknown {
  if (type === 'boolean') return false;
  if (type === 'integer') return minimum ?? 0;
  if (type === 'array') return items?.enum?.slice(0, 1) ?? [];
  if (format === 'email') return newEmail();
  return format === 'password' ? PASSWORD : 'ada';
}

export function encodeBody({ type }: Body, fields: Fields): string {
  if (type !== FORM) return JSON.stringify(fields);
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(pairs).toString();
}

/**
 * Sends a request that is good but for what is given.
 *
 * @throws Error the answer is a failure, or not in the document
 */
export async function expectSurvival(
  credence: Credence,
  target: AttackTarget,
  attack: Attack,
): Promise<void> {
  const { method, template, credential, body: form, id } = target;
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => attack.path?.[name] ?? id);
  const body = attack.body ?? (form === null ? undefined : encodeBody(form, validFields(form)));
  try {
    const { status } = await credence.call(method, path + (attack.query ?? ''), {
      headers: { ...credential, ...(form && { 'content-type': form.type }), ...attack.headers },
      ...(body !== undefined && { body }),
    });
    expect(status).toBeLessThan(500);
    expect(status).not.toBe(429);
  } catch (cause) {
    throw new Error(`${method} ${template} with ${JSON.stringify(attack)}`, { cause });
  }
}

/** Operations at once. The requests of each follow one another: at once, they would refuse one another. */
const CONCURRENCY = 20;

/** Has targets attacked, many at once. */
export async function forEachTarget(
  targets: readonly AttackTarget[],
  attack: (target: AttackTarget, nth: number) => Promise<void>,
): Promise<void> {
  const left = targets.map((target, nth) => () => attack(target, nth));
  const go = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, go));
}
