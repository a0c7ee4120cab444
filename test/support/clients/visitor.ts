import { parseSetCookie } from 'cookie';

/** The last page of a visit. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * A minimal browser without a user interface: it stores cookies by origin and follows redirections. It sends `Secure`
 * cookies over HTTP as well, as browsers do for localhost.
 */
export interface Visitor {
  /** Opens a URL and follows redirections. Does not open a URL that starts with `stopAt`, but returns it. */
  visit(url: string, options?: { form?: Record<string, string>; stopAt?: string }): Promise<Page>;
  /** Returns the `Cookie` header of a request to an origin. */
  cookies(origin: string): string;
  /** Stores the cookies of an answer that another client received. */
  storeCookies(origin: string, headers: Pick<Headers, 'getSetCookie'>): void;
}

const MAX_REDIRECTIONS = 20;

/** Creates a visitor without cookies. */
export function createVisitor(): Visitor {
  const jars = new Map<string, Map<string, string>>();

  function storeCookies(origin: string, headers: Pick<Headers, 'getSetCookie'>): void {
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    for (const line of headers.getSetCookie()) {
      const { name, value = '', maxAge } = parseSetCookie(line);
      if (value === '' || maxAge === 0) jar.delete(name);
      else jar.set(name, value);
    }
  }

  const cookies = (origin: string) =>
    [...(jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');

  return {
    storeCookies,
    cookies,
    async visit(start, { form, stopAt } = {}) {
      let url = new URL(start);
      let body = form === undefined ? null : new URLSearchParams(form);
      for (let hops = 0; hops < MAX_REDIRECTIONS; hops += 1) {
        const answer = await fetch(url, {
          redirect: 'manual',
          headers: { cookie: cookies(url.origin), 'user-agent': 'Visitor/1.0' },
          ...(body !== null && { method: 'POST', body }),
        });
        storeCookies(url.origin, answer.headers);
        const text = await answer.text();
        const page = { url, status: answer.status, headers: answer.headers, text };
        const location = answer.headers.get('location');
        if (location === null) return page;
        const next = new URL(location, url);
        if (stopAt !== undefined && next.href.startsWith(stopAt)) return { ...page, url: next };
        [url, body] = [next, null];
      }
      throw new Error(`${start} redirects more than ${MAX_REDIRECTIONS} times.`);
    },
  };
}
