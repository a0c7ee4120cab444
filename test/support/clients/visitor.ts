import { parseSetCookie } from 'cookie';

/** What a visitor stands before in the end. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * A browser without a screen: it keeps cookies by origin and follows redirections. Over http it sends cookies that want
 * TLS, too, as browsers do on the machine itself.
 */
export interface Visitor {
  /** Goes somewhere, and on to wherever that leads, but not to a place of which the beginning is named. */
  visit(url: string, options?: { form?: Record<string, string>; stopAt?: string }): Promise<Page>;
  /** The cookies that a request to an origin carries. */
  cookies(origin: string): string;
  /** Takes a cookie along that another answer has set. */
  storeCookies(origin: string, headers: Headers): void;
}

const MAX_REDIRECTIONS = 20;

export function createVisitor(): Visitor {
  const jars = new Map<string, Map<string, string>>();

  function storeCookies(origin: string, headers: Headers): void {
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
      throw new Error(`${start} leads nowhere.`);
    },
  };
}
