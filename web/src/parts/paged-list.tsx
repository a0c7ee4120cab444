import type { ReactNode } from 'react';
import type { Pages } from '../client/use-pages.js';
import { useTranslation } from '../language/translation.js';
import { Failure, Skeleton } from './load-state.js';

interface Props<T> {
  readonly pages: Pages<T>;
  readonly label: string;
  readonly children: (item: T) => ReactNode;
}

/** A list of entries with a cursor. */
export function PagedList<T>({ pages: { items, error, loading, more, reload }, label, children }: Props<T>) {
  const { t } = useTranslation();
  if (error !== undefined) return <Failure error={error} onRetry={reload} />;
  if (loading && items.length === 0) return <Skeleton />;
  return (
    <>
      <ul className="things" aria-label={label}>
        {items.length === 0 && <li className="muted">{t('state.empty')}</li>}
        {items.map(children)}
      </ul>
      {more !== null && (
        <button type="button" className="button plain" onClick={more}>
          {t('list.more')}
        </button>
      )}
    </>
  );
}
