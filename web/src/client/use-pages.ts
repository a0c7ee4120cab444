import { useCallback, useEffect, useRef, useState } from 'react';

/** One page of a list with a cursor. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

export interface Pages<T> {
  readonly items: readonly T[];
  readonly error: unknown;
  readonly loading: boolean;
  /** Loads the next page; null at the end of the list. */
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

interface State<T> {
  readonly key: string;
  readonly items: readonly T[];
  readonly next: string | null;
  readonly error: unknown;
  readonly loading: boolean;
}

/** Loads a list page by page. A new key starts it again. */
export function usePages<T>(key: string, load: (cursor?: string) => Promise<Page<T>>): Pages<T> {
  const empty: State<T> = { key, items: [], next: null, error: undefined, loading: true };
  const [state, setState] = useState(empty);
  const [version, setVersion] = useState(0);
  const newest = useRef('');

  const fetchPage = (name: string, before: readonly T[], cursor?: string) => {
    const isCurrent = () => newest.current === name;
    load(cursor).then(
      ({ items, next_cursor: next }) => {
        if (!isCurrent()) return;
        setState({ key, items: [...before, ...items], next, error: undefined, loading: false });
      },
      (error: unknown) => {
        if (isCurrent()) setState({ key, items: before, next: null, error, loading: false });
      },
    );
  };

  useEffect(() => {
    newest.current = `${version}:${key}`;
    fetchPage(newest.current, []);
    return () => {
      newest.current = '';
    };
    // The key stands for the request, as in `useLoad`.
  }, [key, version]);

  const reload = useCallback(() => setVersion((last) => last + 1), []);
  const shown = state.key === key ? state : empty;
  const { next, items, loading, error } = shown;
  const more =
    next === null || loading
      ? null
      : () => {
          setState({ ...shown, loading: true });
          fetchPage(newest.current, items, next);
        };
  return { items, error, loading, more, reload };
}
