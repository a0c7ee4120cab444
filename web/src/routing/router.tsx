import { useMemo, useSyncExternalStore } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { APP_PATH } from '../client/place.js';

const listeners = new Set<() => void>();

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Returns the path below the application, such as `users/42`, without a slash at either end. */
export function usePath(): string {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return path.slice(APP_PATH.length).replace(/\/$/, '');
}

/** Returns the parameters of the address. */
export function useSearch(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** Opens a path below the application. */
export function navigate(to: string): void {
  history.pushState(null, '', APP_PATH + to);
  window.scrollTo(0, 0);
  announce();
}

/** Replaces the parameters of the address. Empty ones are left out. */
export function setSearch(values: Readonly<Record<string, string>>): void {
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  const search = new URLSearchParams(filled).toString();
  history.replaceState(null, '', location.pathname + (search === '' ? '' : `?${search}`));
  announce();
}

interface LinkProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly current?: boolean;
  readonly onFollow?: () => void;
}

/** A link within the application. It stays a link: it opens in a new tab as any other. */
export function Link({ to, children, className, current = false, onFollow }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onFollow?.();
    navigate(to);
  };
  return (
    <a
      href={APP_PATH + to}
      className={className}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
