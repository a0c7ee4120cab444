export const USER_ID = '7c3f9b1e-52d8-4a06-9e4b-d1a86f30c275';
export const REQUEST_ID = '2377c95f-3667-431f-94c3-8295dc425553';
const TIME = '2026-11-27T12:31:38.285Z';
const POSITION = '00000000000012a7-0000000000000000';
const URL = 'https://app.example.com/';

/** Examples of texts by the format of their schema. */
export const valuesByFormat: Readonly<Record<string, string>> = {
  uuid: USER_ID,
  'date-time': TIME,
  date: TIME.slice(0, 10),
  email: 'ada@example.com',
  password: 'correct horse battery staple',
  uri: URL,
};

/** Examples of texts by the name of their field. */
export const valuesByName: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  username: 'ada',
  message: 'Done.',
  access_token: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3YzNmIn0.c2lnbmF0dXJl',
  refresh_token: 'rt_5mJ1vN0sT8kQ2yXb',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
  ip: '203.0.113.7',
  actor: `user:${USER_ID}`,
  subject: USER_ID,
  stream: `user-${USER_ID}`,
  type: 'UserRegistered',
  types: 'UserRegistered',
  scope: 'users:read',
  position: POSITION,
  head: POSITION,
  next: POSITION,
  after: '2026-11-27T00:00:00Z',
  correlation_id: REQUEST_ID,
  correlationid: REQUEST_ID,
  causation_id: USER_ID,
  causationid: USER_ID,
  url: 'https://billing.example.com/hooks',
  issuer: 'https://id.example.com',
  iss: 'https://id.example.com',
  aud: 'https://id.example.com',
  authorization_url: 'https://accounts.example.com/authorize?state=c3RhdGU',
  return_to: URL,
  provider: 'google',
  device: 'Firefox on Linux',
  month: '2026-11',
  otpauth_uri: 'otpauth://totp/Credence:ada?secret=JBSWY3DPEHPK3PXP&issuer=Credence',
  level: '0',
  limit: '50',
  wait: '30',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  nonce: 'n-0S6_WzA2Mj-n-0S6_WzA2Mj',
  ui_locales: 'en',
  prompt: 'login',
};
