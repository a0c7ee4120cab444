/** The parameters of a search of the audit. */
export interface AuditQuery {
  readonly subject?: string;
  readonly actor?: string;
  readonly type?: string;
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
}

const TEXTS = ['subject', 'actor', 'type', 'source'] as const;
const TIMES = ['from', 'to'] as const;

/** Reads a search from the address. Its times are of this time zone, those of the service are not. */
export function auditQuery(search: URLSearchParams): AuditQuery {
  const filled = (name: string) => (search.get(name) ?? '').trim();
  const texts = TEXTS.map((name) => [name, filled(name)] as const);
  const times = TIMES.map((name) => [name, instantOf(filled(name))] as const);
  return Object.fromEntries([...texts, ...times].filter(([, value]) => value !== ''));
}

function instantOf(local: string): string {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
