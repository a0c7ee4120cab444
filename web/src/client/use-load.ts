import { useCallback, useEffect, useState } from 'react';

/** Data on its way, with the data that was there before. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Outcome<T> {
  readonly key: string;
  readonly version: number;
  readonly value: T | undefined;
  readonly error: unknown;
}

/**
 * Loads data for a key, and again when the key changes or on demand. While it reloads the same key, the previous data stays.
 *
 * @param every milliseconds between automatic reloads; none by default
 */
export function useLoad<T>(key: string, load: () => Promise<T>, every?: number): Loaded<T> {
  const [version, setVersion] = useState(0);
  const [outcome, setOutcome] = useState<Outcome<T> | null>(null);
  const reload = useCallback(() => setVersion((last) => last + 1), []);

  useEffect(() => {
    let current = true;
    const settle = (value: T | undefined, error: unknown) => {
      if (current) setOutcome({ key, version, value, error });
    };
    load().then(
      (value) => settle(value, undefined),
      (error: unknown) => settle(undefined, error),
    );
    return () => {
      current = false;
    };
    // The key stands for the request: a new function of each rendering must not repeat it.
  }, [key, version]);

  useEffect(() => {
    if (every === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, every);
    return () => clearInterval(timer);
  }, [every, reload]);

  const fits = outcome?.key === key;
  return {
    value: fits ? outcome.value : undefined,
    error: fits ? outcome.error : undefined,
    loading: !fits || outcome.version !== version,
    reload,
  };
}
