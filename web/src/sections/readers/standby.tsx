import type { components } from '@credence/client';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';

type StandbyVersion = NonNullable<components['schemas']['Readers']['items'][number]['standby']>;

const TONES = {
  filling: 'neutral',
  ready: 'good',
  different: 'bad',
  promoted: 'good',
  rolled_back: 'warn',
} as const;

/** The version beside the serving one of a read model: its state, its progress, and the tables that differ. */
export function Standby({ reader, standby }: { readonly reader: string; readonly standby: StandbyVersion }) {
  const { t, number } = useTranslation();
  const { state, share, parked, comparison } = standby;
  const different = comparison?.tables.filter(({ equal }) => !equal) ?? [];
  return (
    <div className="standby">
      <Badge tone={TONES[state]}>{t(`standby.${state}`)}</Badge>
      {parked > 0 && <Badge tone="bad">{t('readers.parked', { count: number(parked) })}</Badge>}
      {state === 'filling' && (
        <>
          <progress value={share} aria-label={t('standby.progressOf', { name: reader })} />
          <span>
            {t('standby.progress', {
              percent: number(Math.floor(share * 100)),
              rate: number(standby.events_per_second ?? 0),
              seconds: number(standby.seconds_left ?? 0),
            })}
          </span>
        </>
      )}
      {state === 'different' &&
        different.map(({ table, rows, standby_rows: own }) => (
          <span key={table}>{t('standby.difference', { table, rows: number(rows), own: number(own) })}</span>
        ))}
    </div>
  );
}
