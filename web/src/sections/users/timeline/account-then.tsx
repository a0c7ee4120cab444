import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Problem } from '@credence/client';
import type { EventRecord, PastAccount } from '../../../client/credence.js';
import { useLoad } from '../../../client/use-load.js';
import { useTranslation } from '../../../language/translation.js';
import type { Translation } from '../../../language/translation.js';
import { Card, Facts } from '../../../parts/card.js';
import { LoadState } from '../../../parts/load-state.js';
import { readAccountAt } from '../user-profile.js';
import type { Change } from './read-timeline.js';

/** Time for which the slider must rest before the account of its place is read. */
const REST_MS = 80;

interface Props {
  readonly userId: string;
  readonly event: EventRecord;
  readonly changes: readonly Change[];
}

/** The account as it was after an event. The fields that the event changed are marked. */
export function AccountThen({ userId, event, changes }: Props) {
  const { t } = useTranslation();
  const position = useRested(event.position);
  const account = useLoad(`${userId}@${position}`, () => readAccountThen(userId, position));
  return (
    <div className="then">
      <Card title={t('timeline.then')}>
        <LoadState of={account}>
          {(then) => (
            <div data-position={position}>
              {then === null ? (
                <p className="notice">{t('timeline.before')}</p>
              ) : (
                <PastFacts account={then} changed={new Set(changes.map(({ field }) => field))} />
              )}
            </div>
          )}
        </LoadState>
      </Card>
    </div>
  );
}

/** Returns the account after an event, or null before its registration: the claim on its address is older. */
async function readAccountThen(userId: string, position: string): Promise<PastAccount | null> {
  try {
    return await readAccountAt(userId, position);
  } catch (error) {
    if (error instanceof Problem && error.code === 'unknown_user') return null;
    throw error;
  }
}

function PastFacts({
  account,
  changed,
}: {
  readonly account: PastAccount;
  readonly changed: ReadonlySet<string>;
}) {
  const translation = useTranslation();
  const rows = Object.entries(valuesOf(account, translation));
  return (
    <>
      {account.erased && <p className="notice">{translation.t('timeline.erased')}</p>}
      <Facts
        items={rows.map(([field, [name, value]]) => [name, value ?? '–', changed.has(field)] as const)}
      />
    </>
  );
}

function valuesOf(account: PastAccount, { t }: Translation): Record<string, readonly [string, ReactNode]> {
  const truth = (value: boolean | null) => (value === null ? null : t(value ? 'word.yes' : 'word.no'));
  const listed = (values: readonly string[] | undefined) =>
    values === undefined ? null : values.length === 0 ? t('word.none') : values.join(', ');
  return {
    username: [t('field.username'), account.username],
    email: [t('field.email'), account.email],
    pending_email: [t('field.pending_email'), account.pending_email],
    is_active: [t('field.is_active'), truth(account.is_active)],
    is_verified: [t('field.is_verified'), truth(account.is_verified)],
    has_password: [t('field.has_password'), truth(account.has_password)],
    second_factor_demanded: [t('field.second_factor_demanded'), truth(account.second_factor_demanded)],
    identities: [t('field.identities'), listed(account.identities?.map(({ provider }) => provider))],
    factors: [t('field.factors'), listed(account.factors?.map(({ name }) => name))],
  };
}

/** Returns a value after it has rested for a moment, so that a moving slider asks only for its stops. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
