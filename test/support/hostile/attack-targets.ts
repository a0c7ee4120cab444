import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { newEmail, PASSWORD, createSignedInAccount, signUp } from '../clients/accounts.js';
import { SERVICE_TOKEN } from '../server/credence.js';
import type { Credence } from '../server/credence.js';
import {
  admitsServices,
  firstAlternative,
  listOperations,
  needsCredentials,
} from '../openapi/documented-operations.js';
import type { BodySchema, DocumentedOperation } from '../openapi/documented-operations.js';

const FORM = 'application/x-www-form-urlencoded';

/** Operations that compute a hash, start a session, create a key pair or a reader of all events, or are otherwise slow. */
const COSTLY = new Set([
  'signUp',
  'signIn',
  'signOut',
  'setPassword',
  'changePassword',
  'changeEmail',
  'requestPasswordReset',
  'resendVerification',
  'rotateSigningKey',
  'signOutUser',
  'unlockUser',
  'createWebhook',
]);

/** Members of a request body by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** An operation with the parts of a valid request. */
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

/** Parts that replace those of a valid request. */
export interface Attack {
  /** Values of path parameters by name, in percent-encoding. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialized body. */
  readonly body?: string;
}

/** Returns every operation, each with a session and a user of its own. */
export async function listAttackTargets(credence: Credence): Promise<AttackTarget[]> {
  const targets: AttackTarget[] = [];
  for (const documented of await listOperations(credence.url)) {
    const { operation } = documented;
    const [body] = Object.entries(operation.requestBody?.content ?? {});
    targets.push({
      ...documented,
      costly: COSTLY.has(operation.operationId),
      credential: await credentialFor(credence, documented),
      body: body === undefined ? null : { type: body[0], schema: firstAlternative(body[1].schema) },
      id: await idFor(credence, documented),
    });
  }
  return targets;
}

async function credentialFor(credence: Credence, { operation }: DocumentedOperation) {
  if (!needsCredentials(operation)) return {};
  const token = admitsServices(operation) ? SERVICE_TOKEN : (await createSignedInAccount(credence)).token;
  return { authorization: `Bearer ${token}` };
}

/** Returns the id of a new user, or an unused id if the path names another resource. */
async function idFor(credence: Credence, { template }: DocumentedOperation): Promise<string> {
  return template.includes('{user_id}') ? (await signUp(credence)).body.user_id : randomUUID();
}

/** Returns the members of a valid body. */
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

/** Serializes members in the media type of a body. */
export function encodeBody({ type }: Body, fields: Fields): string {
  if (type !== FORM) return JSON.stringify(fields);
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(pairs).toString();
}

/**
 * Sends a request that is valid except for the attack.
 *
 * @throws Error the answer has a status of 500 or above or 429, or is not in the document
 */
export async function expectNoServerError(
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

/**
 * Number of concurrently attacked operations. The requests to one operation are sequential, because concurrent ones
 * would conflict with each other.
 */
const CONCURRENCY = 20;

/** Attacks every target, up to 20 of them concurrently. */
export async function forEachTarget(
  targets: readonly AttackTarget[],
  attack: (target: AttackTarget, nth: number) => Promise<void>,
): Promise<void> {
  const queue = targets.map((target, nth) => () => attack(target, nth));
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}
