import type { components } from '@credence/client';
import { useTranslation } from '../../language/translation.js';

type Hours = components['schemas']['ConsoleOverview']['hours'];

const HEIGHT = 120;
const WIDTH = 20;

/** Sign-ins and failed ones by hour, as bars on each other. */
export function HourChart({ hours }: { readonly hours: Hours }) {
  const { t, code } = useTranslation();
  const highest = Math.max(1, ...hours.map(({ counts }) => counts.sign_ins + counts.failed_sign_ins));
  const hour = new Intl.DateTimeFormat(code, { hour: 'numeric', minute: '2-digit' });
  const scale = (count: number) => (count / highest) * HEIGHT;
  return (
    <figure className="chart">
      <svg
        viewBox={`0 0 ${hours.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('dashboard.signIns')}
      >
        {hours.map(({ start, counts }, index) => {
          const good = scale(counts.sign_ins);
          const bad = scale(counts.failed_sign_ins);
          const x = index * WIDTH + 3;
          return (
            <g key={start}>
              <title>
                {`${hour.format(new Date(start))}: ${counts.sign_ins} / ${counts.failed_sign_ins}`}
              </title>
              <rect x={index * WIDTH} width={WIDTH} height={HEIGHT} className="chart-ground" />
              <rect x={x} y={HEIGHT - good} width={WIDTH - 6} height={good} className="chart-good" />
              <rect x={x} y={HEIGHT - good - bad} width={WIDTH - 6} height={bad} className="chart-bad" />
            </g>
          );
        })}
      </svg>
      <div className="chart-axis" aria-hidden="true">
        {[hours[0], hours[Math.floor(hours.length / 2)], hours.at(-1)].map(
          (shown) =>
            shown !== undefined && <span key={shown.start}>{hour.format(new Date(shown.start))}</span>,
        )}
      </div>
      <figcaption>
        <span className="legend good">{t('activity.sign_ins')}</span>
        <span className="legend bad">{t('activity.failed_sign_ins')}</span>
      </figcaption>
    </figure>
  );
}
