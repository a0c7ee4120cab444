// Verifies the access token in TOKEN with each library, and checks that the forged one in FORGED is refused. It prints a
// line for each library. ISSUER is the PUBLIC_URL of Credence, ALGORITHM the algorithm of its keys.
import { once } from 'node:events';
import express from 'express';
import { expressjwt } from 'express-jwt';
import { createVerifier } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import { Hono } from 'hono';
import { jwk } from 'hono/jwk';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import jwksRsa from 'jwks-rsa';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';

const { TOKEN, FORGED, ISSUER, ALGORITHM } = process.env;
const jwksUri = `${ISSUER}/.well-known/jwks.json`;
const algorithms = [ALGORITHM];
const expected = { issuer: ISSUER, audience: ISSUER, algorithms };
const keys = jwksRsa({ jwksUri });

/** Verifies a token with each library, and throws if it is not valid. */
const libraries = {
  async jose(token) {
    await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), { ...expected, typ: 'at+jwt' });
  },
  async jsonwebtoken(token) {
    const { kid } = jsonwebtoken.decode(token, { complete: true }).header;
    const key = await keys.getSigningKey(kid);
    jsonwebtoken.verify(token, key.getPublicKey(), expected);
  },
  async 'express-jwt'(token) {
    const secret = jwksRsa.expressJwtSecret({ jwksUri });
    await guarded(token, expressjwt({ ...expected, secret }));
  },
  async 'passport-jwt'(token) {
    const options = {
      ...expected,
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: jwksRsa.passportJwtSecret({ jwksUri }),
    };
    passport.use(new Strategy(options, (claims, done) => done(null, claims)));
    await guarded(token, passport.authenticate('jwt', { session: false }));
  },
  async 'fast-jwt'(token) {
    const getJwks = buildGetJwks();
    const key = ({ header: { kid, alg } }) => getJwks.getPublicKey({ kid, alg, domain: `${ISSUER}/` });
    await createVerifier({ key, algorithms, allowedIss: ISSUER, allowedAud: ISSUER })(token);
  },
  async hono(token) {
    const app = new Hono();
    app.use(
      jwk({ jwks_uri: jwksUri, alg: algorithms, verification: { typ: 'at+jwt', iss: ISSUER, aud: ISSUER } }),
    );
    app.get('/', (context) => context.text('ok'));
    const { status } = await app.request('/', { headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) throw new Error(`status ${status}`);
  },
};

for (const [name, verify] of Object.entries(libraries)) console.log(`${name}: ${await outcome(verify)}`);

async function outcome(verify) {
  try {
    await verify(TOKEN);
  } catch (error) {
    return `refuses: ${error.message}`;
  }
  return await verify(FORGED).then(
    () => 'accepts a forged token',
    () => 'verifies',
  );
}

/** Sends a token to an Express app behind a middleware. */
async function guarded(token, middleware) {
  const app = express();
  app.get('/', middleware, (_request, response) => response.send('ok'));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${server.address().port}/`;
    const { status } = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) throw new Error(`status ${status}`);
  } finally {
    server.close();
  }
}
