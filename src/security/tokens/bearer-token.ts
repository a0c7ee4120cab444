/** Syntax of a bearer token: `b64token` of RFC 6750 §2.1. */
export const BEARER_TOKEN = /[A-Za-z0-9._~+/-]+=*/;
