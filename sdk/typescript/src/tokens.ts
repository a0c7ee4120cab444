import { isObject } from './transport.js';

/** The tokens of a session. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Keeps the tokens of a session. */
export interface TokenStore {
  /** Returns the tokens, or null without a session. */
  read(): Promise<Tokens | null>;
  /** Replaces the tokens; null removes them. */
  write(tokens: Tokens | null): Promise<void>;
  /** Runs work while no other user of the same store runs any, also in another tab. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/** The part of `localStorage` and `sessionStorage` that a token store needs. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The part of `navigator.locks` that a token store needs. */
export interface WebLocks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Keeps tokens in memory. They are gone after a reload. */
export function memoryStore(): TokenStore {
  let tokens: Tokens | null = null;
  return {
    read: () => Promise.resolve(tokens),
    write(next) {
      tokens = next;
      return Promise.resolve();
    },
    exclusively: oneAfterTheOther(),
  };
}

/**
 * Keeps tokens in the storage of a browser, which all tabs share. Scripts of the page can read them: prefer the cookies of
 * the service where the page and the service have the same site.
 *
 * @param locks keeps two tabs from refreshing at once
 */
export function webStore(storage: WebStorage, locks: WebLocks, key = 'credence.tokens'): TokenStore {
  return {
    read: () => Promise.resolve(parseTokens(storage.getItem(key))),
    write(tokens) {
      if (tokens === null) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(tokens));
      return Promise.resolve();
    },
    exclusively: (work) => locks.request(key, work),
  };
}

/** Returns a function that runs the works it gets one after the other. */
function oneAfterTheOther(): TokenStore['exclusively'] {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return await run;
  };
}

function parseTokens(text: string | null): Tokens | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { accessToken, refreshToken, expiresAt } = value;
  return typeof accessToken === 'string' && typeof refreshToken === 'string' && typeof expiresAt === 'number'
    ? { accessToken, refreshToken, expiresAt }
    : null;
}
