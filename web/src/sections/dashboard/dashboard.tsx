import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { useMay } from '../../session/session.js';
import { HourChart } from './hour-chart.js';
import { LatestEvents } from './latest-events.js';
import { ReaderList } from './reader-list.js';

type Overview = components['schemas']['ConsoleOverview'];
type Kind = keyof Overview['hours'][number]['counts'];

const REFRESH_MS = 10_000;
/** The tiles, each with the tone of a number above zero. */
const TILES = [
  ['sign_ins', 'good'],
  ['sign_ups', 'good'],
  ['failed_sign_ins', 'warn'],
  ['lockouts', 'bad'],
  ['mails', 'good'],
  ['failed_mails', 'bad'],
] as const;

/** The first page: the last day at a glance. */
export default function Dashboard() {
  const { t, time } = useTranslation();
  const overview = useLoad('overview', () => unwrap(api.GET('/v1/console/overview')), REFRESH_MS);
  const mayOperate = useMay('operations:read');
  const mayAudit = useMay('audit:read');
  return (
    <>
      <PageHead title={t('nav.dashboard')} lead={t('dashboard.lead')} />
      <LoadState of={overview}>
        {({ hours, since }) => (
          <>
            <ul className="tiles">
              {TILES.map(([kind, tone]) => (
                <Tile key={kind} kind={kind} tone={tone} hours={hours} />
              ))}
            </ul>
            <Card
              title={t('dashboard.signIns')}
              aside={<span className="muted small">{t('dashboard.since', { time: time(since) })}</span>}
            >
              <HourChart hours={hours} />
            </Card>
          </>
        )}
      </LoadState>
      <div className="columns">
        {mayAudit && <LatestEvents />}
        {mayOperate && <ReaderList />}
      </div>
    </>
  );
}

interface TileProps {
  readonly kind: Kind;
  readonly tone: 'good' | 'warn' | 'bad';
  readonly hours: Overview['hours'];
}

function Tile({ kind, tone, hours }: TileProps) {
  const { t, number } = useTranslation();
  const counts = hours.map((hour) => hour.counts[kind]);
  const sum = counts.reduce((total, count) => total + count, 0);
  const highest = Math.max(1, ...counts);
  const points = counts.map((count, index) => `${index * 5},${28 - (count / highest) * 24}`).join(' ');
  return (
    <li className={`tile ${sum === 0 ? 'quiet' : tone}`}>
      <span className="tile-name">{t(`activity.${kind}`)}</span>
      <span className="tile-value">{number(sum)}</span>
      <svg viewBox="0 0 115 30" preserveAspectRatio="none" aria-hidden="true">
        <polyline points={points} />
      </svg>
    </li>
  );
}
