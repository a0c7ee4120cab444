import { z } from 'zod';
import { commaSeparated, secret } from '../parsing/values.js';

/** A secret with the number under which stored data names it. */
export interface NumberedSecret {
  readonly number: number;
  readonly secret: string;
}

const ITEM = /^(?<number>[1-9]\d{0,8}):(?<secret>.+)$/;

/** A list such as `2:secret,1:former secret`. The secrets must not contain commas. */
export const numberedSecrets = z.string().transform((list, context): readonly NumberedSecret[] => {
  const items = commaSeparated(list).map((item) => ITEM.exec(item)?.groups ?? {});
  const secrets = items.map((item) => ({ number: Number(item['number']), secret: item['secret'] ?? '' }));
  const complaint = complaintAbout(secrets);
  if (complaint === null) return secrets;
  context.addIssue({ code: 'custom', message: complaint });
  return z.NEVER;
});

function complaintAbout(secrets: readonly NumberedSecret[]): string | null {
  if (secrets.length === 0 || secrets.some(({ number }) => Number.isNaN(number)))
    return 'must be a list of numbers and secrets such as 2:…,1:…';
  if (new Set(secrets.map(({ number }) => number)).size < secrets.length) return 'has a number twice';
  if (new Set(secrets.map((item) => item.secret)).size < secrets.length) return 'has a secret twice';
  for (const { number, secret: value } of secrets) {
    const issue = secret.safeParse(value).error?.issues[0];
    if (issue !== undefined) return `has a secret with the number ${String(number)} that ${issue.message}`;
  }
  return null;
}
