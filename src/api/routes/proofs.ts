import { z } from 'zod';
import { parseTilePath, TILE_WIDTH } from '../../audit/tree/tiles.js';
import { Problem } from '../http/problems/problem.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Content } from '../http/answer.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const checkpointsJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        size: z.int().meta({ description: 'The number of events that the checkpoint covers.' }),
        checkpoint: z.string().meta({ description: 'A signed note (C2SP tlog-checkpoint).' }),
      }),
    ),
  })
  .meta({ id: 'Checkpoints' });

const consistencyJson = z
  .strictObject({
    from: z.int(),
    to: z.int(),
    hashes: z.array(z.string()).meta({ description: 'The proof of RFC 9162 §2.1.4, in base64.' }),
  })
  .meta({ id: 'ConsistencyProof' });

/** The largest number of leaves that the tiles of the tree can hold. */
const size = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/)
  .transform(Number);
const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/)
  .transform(Number)
  .pipe(z.int().max(100))
  .default(100);

const FOREVER = 'private, max-age=31536000, immutable';
const common = { tag: 'Proofs', auth: 'service', permission: 'proofs:read' } as const;

/** Routes for auditors: the checkpoints of the log, its tiles, and proofs. */
export function proofRoutes({ proofs }: RouteDependencies): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/audit/keys',
      operation: 'readCheckpointKeys',
      summary: 'Returns the public keys that verify checkpoints, one a line (C2SP signed-note).',
      answers: { 200: { description: 'The keys.', media: 'text/plain' } },
      refusals: [],
      async handle() {
        return { status: 200, content: text(`${(await proofs.readKeys()).join('\n')}\n`) };
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/audit/checkpoint',
      operation: 'readCheckpoint',
      summary: 'Returns the newest checkpoint of the log.',
      answers: { 200: { description: 'A signed note (C2SP tlog-checkpoint).', media: 'text/plain' } },
      refusals: ['not_found'],
      async handle() {
        return { status: 200, content: text(found(await proofs.readCheckpoint())) };
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/audit/checkpoints',
      operation: 'listCheckpoints',
      summary: 'Lists the checkpoints of trees larger than `after`, the smallest first.',
      query: z.strictObject({ after: size.default(0), limit }),
      answers: { 200: { description: 'The checkpoints.', body: checkpointsJson } },
      refusals: [],
      async handle({ query }) {
        const stored = await proofs.listCheckpoints(query.after, query.limit);
        const items = stored.map(({ size: covered, note }) => ({ size: covered, checkpoint: note }));
        return { status: 200, body: { items } };
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/audit/proof/{position}',
      operation: 'proveEvent',
      summary:
        'Proves that the event at a position is in the log. The extra data are its leaf, with personal fields encrypted.',
      params: z.strictObject({ position: positionText }),
      answers: { 200: { description: 'A proof file (C2SP tlog-proof).', media: 'text/plain' } },
      refusals: ['not_found'],
      async handle({ params }) {
        return { status: 200, content: text(found(await proofs.proveEvent(params.position))) };
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/audit/consistency',
      operation: 'proveGrowth',
      summary: 'Proves that the log of size `to` starts with all events of the log of size `from`.',
      query: z.strictObject({ from: size, to: size }).refine(({ from, to }) => from <= to, {
        path: ['to'],
        error: 'must not be less than from',
      }),
      answers: { 200: { description: 'The proof.', body: consistencyJson } },
      refusals: ['not_found'],
      async handle({ query: { from, to } }) {
        const hashes = found(await proofs.proveGrowth(from, to));
        return { status: 200, body: { from, to, hashes: hashes.map((hash) => hash.toString('base64')) } };
      },
    }),
    ...tileRoutes(proofs),
  ];
}

/** The path of a tile has as many segments as its number needs, so there is a route for each. */
function tileRoutes(proofs: RouteDependencies['proofs']): Route[] {
  return ['a', 'b', 'c', 'd'].map((_, count, names) => {
    const segments = names.slice(0, count + 1);
    const segment = z.string().regex(/^[\dx.p]{1,5}$/);
    return defineRoute({
      ...common,
      method: 'get',
      path: `/v1/audit/tile/{level}/${segments.map((name) => `{${name}}`).join('/')}`,
      operation: `readTile${String(count + 1)}`,
      summary:
        'Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`.',
      params: z.strictObject(Object.fromEntries(['level', ...segments].map((name) => [name, segment]))),
      answers: { 200: { description: 'The hashes.', media: 'application/octet-stream' } },
      refusals: ['not_found'],
      async handle({ params }) {
        const tile = found(parseTilePath(['level', ...segments].map((name) => params[name]).join('/')));
        const bytes = found(await proofs.readTile(tile));
        return {
          status: 200,
          content: binary(bytes),
          ...(tile.width === TILE_WIDTH && { headers: { 'Cache-Control': FOREVER } }),
        };
      },
    });
  });
}

function binary(bytes: Buffer): Content<'application/octet-stream'> {
  return { media: 'application/octet-stream', bytes };
}

function text(content: string): Content<'text/plain'> {
  return { media: 'text/plain', bytes: Buffer.from(content) };
}

/** @throws Problem not_found the newest checkpoint does not cover the request */
function found<Value>(value: Value | null): Value {
  if (value === null)
    throw new Problem('not_found', { detail: 'The newest checkpoint does not cover this.' });
  return value;
}
