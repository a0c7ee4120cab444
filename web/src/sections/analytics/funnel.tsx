import type { components } from '@credence/client';
import { useTranslation } from '../../language/translation.js';

type Counts = components['schemas']['Funnels']['items'][number];

const STEPS = ['started', 'mail_sent', 'verified', 'signed_in'] as const;

/** The steps of sign-ups as bars, each with its count and its share of the first. */
export function Funnel({ counts }: { readonly counts: Counts }) {
  const { t, number } = useTranslation();
  return (
    <ol className="funnel">
      {STEPS.map((step) => {
        const share = counts.started === 0 ? 0 : counts[step] / counts.started;
        return (
          <li key={step}>
            <span>
              {t(`analytics.${step}`)}
              <span className="muted">
                {t('analytics.share', { count: number(counts[step]), percent: number(share * 100) })}
              </span>
            </span>
            <meter value={share} aria-label={t(`analytics.${step}`)} />
          </li>
        );
      })}
    </ol>
  );
}
