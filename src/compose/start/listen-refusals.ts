import { failureText } from './failure-text.js';
import { StartRefused } from './start-refused.js';

/** Translates the failure of a listener into one line for the operator. Returns unknown errors unchanged. */
function listenRefusal(error: unknown, port: 'PORT' | 'HEALTH_PORT'): unknown {
  const text = failureText(error);
  const line = text.startsWith('EADDRINUSE')
    ? `${port} is in use by another program; stop that program, or choose another port`
    : text.startsWith('EACCES')
      ? `${port} needs a privilege that this process does not have; choose a port above 1023`
      : /^(EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL|EAFNOSUPPORT)/.test(text)
        ? 'HOST is not an address of this machine; set it to one, such as 127.0.0.1 or 0.0.0.0'
        : null;
  return line === null ? error : new StartRefused(line, { cause: error });
}

/** Runs the start of a listener, and translates its failure. */
export async function startListener<Server>(
  port: 'PORT' | 'HEALTH_PORT',
  start: () => Promise<Server>,
): Promise<Server> {
  try {
    return await start();
  } catch (error) {
    throw listenRefusal(error, port);
  }
}
