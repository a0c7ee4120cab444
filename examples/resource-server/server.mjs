// A resource server: GET /whoami tells callers who they are, by the access token that Credence issued to them.
import { createServer } from 'node:http';
import { discover } from './access-tokens.mjs';

const issuer = process.env.CREDENCE_URL ?? 'http://localhost:8001';
const port = Number(process.env.PORT ?? 9000);

const verify = await discover(issuer);

const server = createServer(async (request, response) => {
  const send = (status, body, headers = {}) => {
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    });
    response.end(JSON.stringify(body));
  };

  if (request.method !== 'GET' || request.url !== '/whoami') return send(404, { error: 'not_found' });

  const token = bearerToken(request.headers.authorization);
  if (token === null) return send(401, { error: 'token_required' }, { 'WWW-Authenticate': 'Bearer' });
  try {
    const claims = await verify(token);
    if (claims === null) {
      return send(401, { error: 'invalid_token' }, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    }
    send(200, {
      user_id: claims.sub,
      session_id: claims.sid,
      methods: claims.amr,
      signed_in_at: new Date(claims.auth_time * 1000).toISOString(),
    });
  } catch (error) {
    console.error(`The signing keys are unreachable: ${error.message}`);
    send(503, { error: 'keys_unavailable' }, { 'Retry-After': '5' });
  }
});

server.listen(port, '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}, accepting the tokens of ${issuer}`);
});

/**
 * Reads the token of an `Authorization` header (RFC 6750 §2.1), or returns null.
 *
 * @param {string | undefined} header
 */
function bearerToken(header) {
  return /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1] ?? null;
}
