/** How a bearer token is spelled (RFC 6750 §2.1, `b64token`). What is spelled otherwise opens nothing. */
export const BEARER_TOKEN = /[A-Za-z0-9._~+/-]+=*/;
