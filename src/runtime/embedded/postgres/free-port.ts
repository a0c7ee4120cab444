import { createServer } from 'node:net';
import { hasCode } from '../durable-file.js';

/** Returns the preferred port of 127.0.0.1 if it is free, otherwise any free port. */
export async function freePort(preferred = 0): Promise<number> {
  try {
    return await tryPort(preferred);
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    return tryPort(0);
  }
}

function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('No TCP port is free.'));
      });
    });
  });
}
