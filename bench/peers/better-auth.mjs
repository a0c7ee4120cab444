// A server with sign-up and sign-in by email address and password, which the benchmark measures beside Credence. It uses
// the defaults of the library, except that nothing limits the rate of requests.
import { createServer } from 'node:http';
import { compare, hash } from 'bcryptjs';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';

const { DATABASE_URL, PORT, PUBLIC_URL, PEER_SECRET, PEER_HASHING } = process.env;
const CONNECTIONS = 20;
const ROUNDS = 10;

/** The same library and cost as Credence, or no hashing at all. */
const PASSWORD =
  PEER_HASHING === 'bcrypt'
    ? {
        hash: (password) => hash(password, ROUNDS),
        verify: ({ password, hash: stored }) => compare(password, stored),
      }
    : {
        hash: (password) => Promise.resolve(`not hashed: ${password}`),
        verify: ({ password, hash: stored }) => Promise.resolve(stored === `not hashed: ${password}`),
      };

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
const options = {
  baseURL: PUBLIC_URL,
  secret: PEER_SECRET,
  database: pool,
  emailAndPassword: { enabled: true, password: PASSWORD },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();

const handle = toNodeHandler(betterAuth(options));
const server = createServer((request, response) => {
  if (request.url === '/health/live') response.end();
  else void handle(request, response);
}).listen(Number(PORT), '127.0.0.1');

process.once('SIGINT', () => {
  server.close();
  server.closeAllConnections();
  void pool.end();
});
