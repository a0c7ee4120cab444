import type { Position } from '../../../eventstore/port.js';
import { termKey, termTexts } from './terms.js';
import type { Terms } from './terms.js';

/** The events that an auditor asks for. Null matches all. */
export interface AuditFilter extends Terms {
  /** The events after this position, and up to the other one. */
  readonly from: Position | null;
  readonly to: Position | null;
}

/** A page of the newest events. */
export interface AuditPage {
  /** The position that the page ends before, or null for the newest events. */
  readonly before: Position | null;
  readonly limit: number;
}

/** The newest block that begins before a position, and the newest one that begins up to it. */
const LAST_BEFORE =
  'select block from credence_read.audit_blocks_v1 where first < $ order by first desc limit 1';
const LAST_UP_TO =
  'select block from credence_read.audit_blocks_v1 where first <= $ order by first desc limit 1';

/**
 * Returns the statement of a page of indexed positions, newest first. Indexes: audit_keys_v1_pkey in the order of the
 * blocks, or audit_blocks_v1_pkey without a term.
 */
export function auditStatement(
  filter: AuditFilter,
  { before, limit }: AuditPage,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${String(values.push(value))}`;
  const keys = termTexts(filter).map((text, nth) => ({
    name: `k${String(nth)}`,
    value: parameter(termKey(text)),
  }));
  const [first] = keys;
  const block = `${first?.name ?? 'b'}.block`;
  const conditions: string[] = keys.map(({ name, value }) => `${name}.key = ${value}`);
  for (const { name } of keys.slice(1)) conditions.push(`place = any (${name}.places)`);
  const add = (comparison: string, position: Position, bound: string) => {
    const name = parameter(position);
    conditions.push(`b.positions[place] ${comparison} ${name}`, bound.replace('$', name));
  };
  if (filter.from !== null) add('>', filter.from, `${block} >= coalesce((${LAST_UP_TO}), 0)`);
  if (filter.to !== null) add('<=', filter.to, `${block} <= (${LAST_UP_TO})`);
  if (before !== null) add('<', before, `${block} <= (${LAST_BEFORE})`);
  const places = first === undefined ? 'generate_subscripts(b.positions, 1)' : `unnest(${first.name}.places)`;
  const text = `
    select b.positions[place] as position
    from credence_read.audit_blocks_v1 b
    ${keys.map(({ name }) => `join credence_read.audit_keys_v1 ${name} on ${name}.block = b.block`).join('\n    ')}
    cross join lateral ${places} as place
    ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
    order by ${block} desc, place desc
    limit ${parameter(limit)}`;
  return { text, values };
}
