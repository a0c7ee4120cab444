import { UnrecoverableError } from 'bullmq';
import { v5 as uuidv5 } from 'uuid';
import { fold } from '../../domain/aggregate.js';
import { deliveryAt } from '../../domain/delivery/delivery.js';
import type { Delivery } from '../../domain/delivery/delivery.js';
import { personOf } from '../../domain/event-catalog.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import { userIdSchema } from '../../domain/ids.js';
import type { UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { Cause, LoggedEvent } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/load-state.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { LinkPurpose, LinkTokens } from '../../security/tokens/link-tokens.js';
import { unusedClaimAfter } from './unused-claim.js';
import type { UnusedClaim } from './unused-claim.js';
import type { ReactionJob } from '../jobs/queue.js';
import { mailReactions } from '../mail-reactions.js';
import type { MailReaction } from '../mail-reactions.js';
import { MailRefused } from '../mails/delivery-errors.js';
import type { MailSender, MessageId } from '../mails/sender.js';
import { SETTLE } from '../reactions.js';

export interface JobDependencies {
  readonly log: EventLog;
  readonly linkTokens: LinkTokens;
  readonly sender: MailSender;
  /** Where links in mails lead to, without a slash at the end. */
  readonly frontendUrl: string;
  /** The same for links to pages of this service alone. */
  readonly publicUrl: string;
  /** The right side of message ids. */
  readonly mailDomain: string;
  readonly settleClaim: (claim: UnusedClaim, cause: Cause) => Promise<void>;
  readonly recordDelivery: (
    delivery: { jobId: string; userId: UserId; mail: string; outcome: { sent: string } | { failed: string } },
    cause: Cause,
  ) => Promise<void>;
  /** Notes that a job need not run any more. */
  readonly strikeOut: (jobId: string) => Promise<void>;
}

/**
 * Runs one job: reads its event and the account as it is now from the log, and does what the reaction says.
 *
 * @returns what was done, in a word for operators
 * @throws UnrecoverableError trying again is pointless
 * @throws Error trying again may help
 */
export async function runJob(dependencies: JobDependencies, job: ReactionJob): Promise<string> {
  const outcome = await react(dependencies, job);
  await dependencies.strikeOut(job.id ?? '');
  return outcome;
}

async function react(dependencies: JobDependencies, job: ReactionJob): Promise<string> {
  const { store, codec } = dependencies.log;
  const jobId = job.id ?? '';
  const delivery = deliveryAt(jobId);
  const [stored = [], attempts = []] = await store.readStreams([job.data.stream, delivery.stream]);
  const events = await codec.decode(stored);
  const event = events.find(({ id }) => id === job.data.event);
  if (event === undefined) throw new UnrecoverableError('The event of this job is not in the log.');

  if (job.name === SETTLE) return await settle(dependencies, event, jobId);
  const reaction = mailReactions.find(({ name }) => name === job.name);
  if (reaction === undefined) throw new UnrecoverableError('No reaction has this name.');
  if (fold<Delivery, DomainEvent>(delivery, await codec.decode(attempts)).outcome === 'sent')
    return 'sent before';
  const user = await accountOf(dependencies.log, event, events);
  if (user === null) return 'nobody to write to';
  return await sendMail(dependencies, job, reaction, { event, user, jobId });
}

/** The account of whom an event tells, as it is now; most are in its own stream, which was just read. */
async function accountOf(
  log: EventLog,
  event: LoggedEvent,
  events: readonly LoggedEvent[],
): Promise<User | null> {
  const userId = personOf(event.stream, event.data);
  if (userId === null) return null;
  const user = userAt(userIdSchema.parse(userId));
  if (event.stream === user.stream) return fold<User, DomainEvent>(user, events);
  return await loadState(log, user);
}

async function settle({ settleClaim }: JobDependencies, event: LoggedEvent, jobId: string): Promise<string> {
  const claim = unusedClaimAfter(event);
  if (claim === null) return 'nothing to settle';
  await settleClaim(claim, causeOf(jobId, event, 'settle'));
  return 'settled';
}

async function sendMail(
  { linkTokens, sender, frontendUrl, publicUrl, mailDomain, recordDelivery }: JobDependencies,
  job: ReactionJob,
  reaction: MailReaction,
  { event, user, jobId }: { event: LoggedEvent; user: User; jobId: string },
): Promise<string> {
  const userId = user.id;
  const link = (purpose: LinkPurpose) => {
    // That page is ours always: it shows what the browser keeps for this service.
    const site = purpose === 'confirm-sign-up' ? publicUrl : frontendUrl;
    return `${site}/${purpose}?token=${linkTokens.issue(purpose, { userId, eventId: event.id })}`;
  };
  const account = user.status === 'registered' ? user : null;
  const due = reaction.compose({ event, user: account, link });
  if (due === null) return 'no longer wanted';

  const messageId: MessageId = `<${jobId}@${mailDomain}>`;
  const told = { jobId, userId, mail: reaction.name };
  try {
    await sender.send({ to: { name: '', address: due.address }, messageId, mail: due.mail });
  } catch (error) {
    const refused = error instanceof MailRefused;
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    if (refused || last) {
      const reason = error instanceof Error ? error.message : 'unknown';
      await recordDelivery({ ...told, outcome: { failed: reason } }, causeOf(jobId, event, 'failed'));
    }
    throw refused ? new UnrecoverableError(error.message) : error;
  }
  await recordDelivery({ ...told, outcome: { sent: messageId } }, causeOf(jobId, event, 'sent'));
  return 'sent';
}

/** The same job appends the same events, however often it runs. */
function causeOf(jobId: string, event: LoggedEvent, act: string): Cause {
  return {
    commandId: uuidv5(`${jobId}/${act}`, event.id),
    correlationId: event.correlationId,
    actor: 'system',
    now: new Date(),
    source: null,
  };
}
