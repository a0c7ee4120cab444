import type { Logger } from 'pino';
import type { CommandDependencies } from '../../commands/dependencies.js';
import { refusalRecorder } from '../../commands/audit/refusal-recorder.js';
import type { RefusalRecorder } from '../../commands/audit/refusal-recorder.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';

const INTERVAL_MS = 60_000;

/** Records the refused requests of this process once a minute, and at its stop. */
export function recordRefusals(
  dependencies: Pick<CommandDependencies, 'log' | 'now'>,
  logger: Logger,
  lifecycle: Lifecycle,
): RefusalRecorder {
  const recorder = refusalRecorder(dependencies);
  // The counts of an interval are lost if the log is unavailable. The requests are in the request log as well.
  const flush = () =>
    recorder.flush().catch((error: unknown) => logger.warn({ err: error }, 'refused requests not recorded'));
  const timer = setInterval(() => void flush(), INTERVAL_MS);
  lifecycle.defer(async () => {
    clearInterval(timer);
    await flush();
  });
  return recorder;
}
