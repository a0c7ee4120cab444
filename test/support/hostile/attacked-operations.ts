import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { newAddress, PASSWORD, signedInAccount, signUp } from '../clients/accounts.js';
import { SERVICE_TOKEN } from '../server/credence.js';
import type { Credence } from '../server/credence.js';
import { operationsOf } from '../clients/operations.js';
import type { BodySchema, FoundOperation } from '../clients/operations.js';

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
export interface Target extends FoundOperation {
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
export async function targetsOf(credence: Credence): Promise<Target[]> {
  const targets: Target[] = [];
  for (const found of await operationsOf(credence.url)) {
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

async function credentialFor(credence: Credence, { operation }: FoundOperation) {
  const [scheme] = operation.security ?? [];
  if (scheme === undefined) return {};
  const token = 'service' in scheme ? SERVICE_TOKEN : (await signedInAccount(credence)).token;
  return { authorization: `Bearer ${token}` };
}

/** Somebody, or where it is another thing that is named, an id that nothing has. */
async function idFor(credence: Credence, { template }: FoundOperation): Promise<string> {
  return template.includes('{user_id}') ? (await signUp(credence)).body.user_id : randomUUID();
}

/** What a good body holds. */
export function goodFields({ schema }: Body): Fields {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, goodValue(property)]),
  );
}

function goodValue({ type, format, items, minimum }: BodySchema): unknown {
  if (type === 'boolean') return false;
  if (type === 'integer') return minimum ?? 0;
  if (type === 'array') return items?.enum?.slice(0, 1) ?? [];
  if (format === 'email') return newAddress();
  return format === 'password' ? PASSWORD : 'ada';
}

export function written({ type }: Body, fields: Fields): string {
  if (type !== FORM) return JSON.stringify(fields);
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(pairs).toString();
}

/**
 * Sends a request that is good but for what is given.
 *
 * @throws Error the answer is a failure, or not in the document
 */
export async function withstand(credence: Credence, target: Target, attack: Attack): Promise<void> {
  const { method, template, credential, body: form, id } = target;
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => attack.path?.[name] ?? id);
  const body = attack.body ?? (form === null ? undefined : written(form, goodFields(form)));
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
const AT_ONCE = 20;

/** Has targets attacked, many at once. */
export async function onEach(
  targets: readonly Target[],
  attack: (target: Target, nth: number) => Promise<void>,
): Promise<void> {
  const left = targets.map((target, nth) => () => attack(target, nth));
  const go = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
}
