// A resource server: GET /whoami tells callers who they are, by the access token that Credence issued to them.
import { createCredence } from '@credence/express';
import express from 'express';

const { CREDENCE_URL = 'http://localhost:8001', CREDENCE_API_KEY = '', PORT = '9000' } = process.env;

const credence = createCredence({
  issuer: CREDENCE_URL,
  apiKey: CREDENCE_API_KEY,
  whenSilent: process.env.WHEN_SILENT ?? 'refuse',
});
await credence.start();

const app = express();
app.get('/whoami', credence.requireToken(), (request, response) => {
  const { userId, sessionId, methods, authenticatedAt } = credence.claimsOf(request);
  response
    .set('Cache-Control', 'no-store')
    .json({ user_id: userId, session_id: sessionId, methods, signed_in_at: authenticatedAt });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(
    `Listening on http://127.0.0.1:${server.address().port}, accepting the tokens of ${CREDENCE_URL}`,
  );
});
