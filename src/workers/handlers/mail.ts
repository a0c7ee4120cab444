import { recordDelivery } from '../../commands/deliveries/record-delivery.js';
import type { DeliveryOutcome } from '../../commands/deliveries/record-delivery.js';
import { load } from '../../commands/handle.js';
import type { Loaded } from '../../commands/handle.js';
import { connectionAt, connectionOfStream } from '../../domain/connection/connection.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import { deliveryAt } from '../../domain/delivery/delivery.js';
import type { Delivery } from '../../domain/delivery/delivery.js';
import { personOf } from '../../domain/event-catalog.js';
import { organizationIdSchema, userIdSchema } from '../../domain/ids.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { organizationAt, organizationOfStream } from '../../domain/organization/organization.js';
import type { Founded } from '../../domain/organization/organization.js';
import type { RequestedLink } from '../../domain/user/link.js';
import { linkStreamOf, requestedLink } from '../../domain/user/requested-link.js';
import type { LinkAggregate } from '../../domain/user/requested-link.js';
import { userAt, userOfStream } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { traced } from '../../runtime/tracing/span.js';
import type { Work } from '../../runtime/tracing/span.js';
import type { LinkPurpose } from '../../security/tokens/link-tokens.js';
import type { MailDefinition } from '../mails/define-mail.js';
import { MailRefused } from '../mails/smtp/delivery-errors.js';
import { renderMail } from '../mails/render.js';
import type { MessageId } from '../mails/compose-message.js';
import type { ClaimedJob } from '../jobs/outbox.js';
import { MAX_ATTEMPTS } from '../jobs/retry-policy.js';
import { causeOf, JobFailed, readCausingEvent, SentButNotRecorded, workOf } from './job-kind.js';
import type { JobDependencies, JobKind } from './job-kind.js';

/**
 * The links to pages that a front end need not serve. The page of a sign-up reads a cookie of this service. An identity is
 * restored, and factors are reset, so rarely that existing front ends have no page for it.
 */
const OWN_PAGES: ReadonlySet<LinkPurpose> = new Set([
  'confirm-sign-up',
  'restore-identity',
  'cancel-reset',
  'set-up',
  'export',
]);

/** Defines the job that sends a mail and records its delivery. */
export function mailJob(mail: MailDefinition): JobKind {
  return {
    name: mail.name,
    causedBy: { [mail.causedBy]: mail.delay },
    async run(dependencies, job) {
      if (mail.toOwners) return await mailOwners(dependencies, mail, job);
      const { log } = dependencies;
      const place = placeOf(mail, job);
      const [event, delivery, owner, requested] = await Promise.all([
        readCausingEvent(log, job),
        load(log, deliveryAt(job.id)),
        loadUser(log, place.userId),
        place.link === null ? null : loadState(log, place.link),
      ]);
      if (delivery.state.outcome === 'sent') return 'already sent';
      if (event === null) return 'no longer wanted';
      const user = owner ?? (await loadUser(log, personOf(event.stream, event.data)));
      if (user === null) return 'no recipient';
      return await sendAndRecord(dependencies, { job, mail, event, user, requested, delivery });
    },
  };
}

/** Sends a mail to each owner of an organisation. A repeat skips the owners that have it. */
async function mailOwners(
  dependencies: JobDependencies,
  mail: MailDefinition,
  job: ClaimedJob,
): Promise<string> {
  const { log } = dependencies;
  const event = await readCausingEvent(log, job);
  const organization = event === null ? null : await organizationOf(log, event);
  if (event === null || organization === null) return 'no recipient';
  const failures: Error[] = [];
  for (const userId of organization.owners) {
    // Each owner has a delivery of its own.
    const own = { ...job, id: `${job.id}.${userId}` };
    const delivery = await load(log, deliveryAt(own.id));
    if (delivery.state.outcome === 'sent') continue;
    const user = await loadState(log, userAt(userId));
    try {
      await sendAndRecord(dependencies, { job: own, mail, event, user, requested: null, delivery });
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  // A failure that a further attempt may mend comes first: the others are final.
  const failure = failures.find((error) => !(error instanceof JobFailed)) ?? failures[0];
  if (failure !== undefined) throw failure;
  return 'sent to the owners';
}

/** The account that a job belongs to by the name of its stream, and the requested links that may replace its own. */
interface Place {
  readonly userId: UserId | null;
  readonly link: LinkAggregate | null;
}

function placeOf({ linkCategory }: MailDefinition, { stream, revision }: ClaimedJob): Place {
  const userId = userOfStream(stream);
  if (linkCategory === null) return { userId, link: null };
  const ofLink = linkStreamOf(linkCategory, stream);
  if (ofLink !== null)
    return { userId: ofLink.userId, link: requestedLink(linkCategory, ofLink.userId, ofLink.epoch) };
  // A link in the stream of the account begins an epoch, and a later request replaces it.
  const link = userId === null || revision === null ? null : requestedLink(linkCategory, userId, revision);
  return { userId, link };
}

async function loadUser(log: EventLog, id: string | null): Promise<User | null> {
  return id === null ? null : await loadState(log, userAt(userIdSchema.parse(id)));
}

/** Returns the organisation that an event is about, or null. */
async function organizationOf(log: EventLog, { stream, data }: LoggedEvent): Promise<Founded | null> {
  const named = 'organization_id' in data ? organizationIdSchema.safeParse(data.organization_id).data : null;
  const id = organizationOfStream(stream) ?? named ?? null;
  if (id === null) return null;
  const organization = await loadState(log, organizationAt(id));
  return organization.status === 'founded' ? organization : null;
}

/** Returns the connection that an event is about, or null. */
async function connectionOf(log: EventLog, { stream }: LoggedEvent): Promise<OpenConnection | null> {
  const id = connectionOfStream(stream);
  const connection = id === null ? null : await loadState(log, connectionAt(id));
  return connection?.status === 'open' ? connection : null;
}

interface MailJob {
  readonly job: ClaimedJob;
  readonly mail: MailDefinition;
  readonly event: LoggedEvent;
  readonly user: User;
  readonly requested: RequestedLink | null;
  readonly delivery: Loaded<Delivery>;
}

async function sendAndRecord(dependencies: JobDependencies, mailJob: MailJob): Promise<string> {
  const { job, mail, event, user, requested, delivery } = mailJob;
  const { log, now, sender, gather, mailDomain, codes, recordSpan } = dependencies;
  const account = user.status === 'registered' ? user : null;
  const link = (purpose: LinkPurpose, id = event.id) => linkTo(dependencies, purpose, user.id, id);
  const organization = (await organizationOf(log, event))?.name ?? null;
  const addressed = mail.compose({
    event,
    user: account,
    requested,
    organization,
    connection: await connectionOf(log, event),
    now: now(),
    link,
    codes,
  });
  if (addressed === null) return 'no longer wanted';

  const messageId: MessageId = `<${job.id}@${mailDomain}>`;
  const record = async (outcome: DeliveryOutcome['outcome'], step: string) => {
    const known = { jobId: job.id, userId: user.id, mail: mail.name, outcome };
    await recordDelivery({ log }, known, causeOf(job, event, step, now()), [delivery]);
  };
  try {
    await traced(recordSpan, sendingOf(job, mail), () =>
      sender.send({ to: { name: '', address: addressed.to }, messageId, mail: renderMail(addressed) }),
    );
  } catch (error) {
    const isRefused = error instanceof MailRefused;
    if (isRefused || job.attempts + 1 >= MAX_ATTEMPTS)
      await record({ failed: error instanceof Error ? error.message : 'unknown' }, 'failed');
    throw isRefused ? new JobFailed(error.message) : error;
  }
  await gather();
  try {
    await record({ sent: messageId }, 'sent');
  } catch (cause) {
    throw new SentButNotRecorded({ cause });
  }
  return 'sent';
}

/** Returns the span of an attempt to send a mail, within that of its job. */
function sendingOf(job: ClaimedJob, mail: MailDefinition): Work {
  const { requestId, key } = workOf(job);
  return {
    requestId,
    name: 'send mail',
    kind: 'client',
    key: `mail ${key}`,
    parentKey: key,
    attributes: { 'credence.mail': mail.name },
  };
}

function linkTo(
  { linkTokens, frontendUrl, publicUrl }: JobDependencies,
  purpose: LinkPurpose,
  userId: UserId,
  eventId: EventId,
): string {
  const baseUrl = OWN_PAGES.has(purpose) ? publicUrl : frontendUrl;
  return `${baseUrl}/${purpose}?token=${linkTokens.issue(purpose, { userId, eventId })}`;
}
