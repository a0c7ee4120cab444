import type { ReactNode } from 'react';
import type { Pages } from '../client/use-pages.js';
import { useTranslation } from '../language/translation.js';
import { Empty } from './empty.js';
import { Failure, Skeleton } from './load-state.js';

/** A column of a table. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (item: T) => ReactNode;
  /** True for columns that narrow screens leave out. */
  readonly wide?: boolean;
}

interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
}

/** A table that scrolls sideways where it is too wide. The browser draws only the rows in sight. */
export function Table<T>({ label, columns, items, keyOf }: TableProps<T>) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty text={t('state.empty')} />;
  return (
    <div className="table-box" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, wide }) => (
              <th key={title} scope="col" className={wide === true ? 'wide' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map(({ title, cell, wide }) => (
                <td key={title} className={wide === true ? 'wide' : undefined}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A table of a list with a cursor. */
export function PagedTable<T>({
  pages,
  ...table
}: Omit<TableProps<T>, 'items'> & { readonly pages: Pages<T> }) {
  const { t, number } = useTranslation();
  const { items, error, loading, more, reload } = pages;
  if (error !== undefined) return <Failure error={error} onRetry={reload} />;
  if (loading && items.length === 0) return <Skeleton />;
  return (
    <>
      <Table items={items} {...table} />
      <div className="table-foot">
        <span className="muted" role="status">
          {t('list.shown', { count: number(items.length) })}
        </span>
        {more !== null && (
          <button type="button" className="button plain" onClick={more}>
            {t('list.more')}
          </button>
        )}
      </div>
    </>
  );
}
