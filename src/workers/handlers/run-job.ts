import { UnrecoverableError } from 'bullmq';
import type { ReactionJob } from '../jobs/backend.js';
import type { JobDependencies, RunningJob } from './job-kind.js';
import { jobKinds } from './job-kinds.js';

const kinds = new Map(jobKinds.map((kind) => [kind.name, kind]));

/**
 * Runs one job, and removes it from the outbox when it succeeds.
 *
 * @returns the outcome, in a few words for operators
 * @throws UnrecoverableError the job fails permanently
 * @throws Error the job is retried
 */
export async function runJob(dependencies: JobDependencies, job: ReactionJob): Promise<string> {
  const kind = kinds.get(job.name);
  if (kind === undefined) throw new UnrecoverableError(`There is no kind of job named ${job.name}.`);
  const outcome = await kind.run(dependencies, await readJob(dependencies, job));
  await dependencies.outbox.complete(job.id ?? '');
  return outcome;
}

async function readJob({ log }: JobDependencies, job: ReactionJob): Promise<RunningJob> {
  const [stored = []] = await log.store.readStreams([job.data.stream]);
  const history = await log.codec.decode(stored);
  const event = history.find(({ id }) => id === job.data.event);
  if (event === undefined) throw new UnrecoverableError('The event of this job is not in the log.');
  return {
    id: job.id ?? '',
    event,
    history,
    isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
  };
}
