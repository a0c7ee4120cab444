/**
 * Exits with 0 if the process of this container answers at `/health/live`, else with 1. The HEALTHCHECK of the image runs
 * it for every role, so it reads the same variables as the service.
 */
import { get } from 'node:http';

const TIMEOUT_MS = 2500;
const PATH = '/health/live';
/** An address that listens on every interface is reached by the loopback address of its family. */
const LOOPBACK = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

const { HOST = '127.0.0.1', HEALTH_PORT = '', PORT = '8001' } = process.env;
// Kubernetes sets HEALTH_PORT to a URL for a Service of that name. PORT=0 chooses a port that this script cannot know.
const port = [HEALTH_PORT, PORT].find((text) => /^[1-9]\d*$/.test(text));

/** @param {boolean} isHealthy */
function exit(isHealthy) {
  process.exit(isHealthy ? 0 : 1);
}

const request = get(
  { host: LOOPBACK.get(HOST) ?? HOST, port: Number(port ?? '1'), path: PATH, timeout: TIMEOUT_MS },
  (answer) => exit(answer.statusCode === 200),
);
request.on('timeout', () => exit(false));
request.on('error', () => exit(false));
