/** The attributes of cookies that depend on the connection between browsers and the service. */
export interface CookiePolicy {
  readonly secure: boolean;
  /** Says why browsers discard the cookies, or null if they keep them. */
  readonly warning: string | null;
}

const DISCARDED =
  'Browsers discard the cookies of this service: they are Secure, but PUBLIC_URL is http on a host that is not loopback. ' +
  'Use https, or set INSECURE_COOKIES=true for development.';

interface Connection {
  /** True if browsers on other machines reach the service without TLS. */
  readonly publicHttp: boolean;
  /** Omits `Secure`, for development without TLS. */
  readonly insecureCookies: boolean;
}

/**
 * Returns the policy for a service. Browsers keep a `Secure` cookie only over TLS, or from a loopback host
 * (draft-ietf-httpbis-rfc6265bis §5.7).
 */
export function cookiePolicy({ publicHttp, insecureCookies }: Connection): CookiePolicy {
  return { secure: !insecureCookies, warning: publicHttp && !insecureCookies ? DISCARDED : null };
}

/**
 * Returns the name of a cookie. Browsers accept the prefix `__Host-` only from this host, with `Secure`, for all paths
 * (draft-ietf-httpbis-rfc6265bis §4.1.3.2). A sibling subdomain cannot set such a cookie.
 */
export function cookieName(name: string, { secure }: Pick<CookiePolicy, 'secure'>): string {
  return secure ? `__Host-${name}` : name;
}
