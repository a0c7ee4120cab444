import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { Category } from '../category.js';
import { userIdSchema } from '../ids.js';
import type { UserId } from '../ids.js';
import { resetLinkRequested, verificationLinkRequested } from './events.js';
import type { ResetLinkEvent, VerificationLinkEvent } from './events.js';
import { linkOf } from './link.js';
import type { RequestedLink } from './link.js';
import type { User } from './user.js';

/** Only the newest link works. A repeat of a command needs the few events before it. */
const KEEP_LAST = 4;
/** Ends the user id in a stream's name. The epoch follows. */
const SEPARATOR = '.';

/**
 * The requested reset links. Anyone may request one, so they do not lengthen the stream of the account: each epoch has a
 * short stream, `reset_link-<user id>.<epoch>`. An event that ends the links begins an epoch, and nobody reads the streams
 * of earlier ones.
 */
export const resetLinks = defineCategory({
  prefix: 'reset_link',
  events: [resetLinkRequested],
  subject: 'none',
  keepLast: KEEP_LAST,
});

/** The verification links that were requested after the registration, in the same way. */
export const verificationLinks = defineCategory({
  prefix: 'verification_link',
  events: [verificationLinkRequested],
  subject: 'none',
  keepLast: KEEP_LAST,
});

type LinkEvent = ResetLinkEvent | VerificationLinkEvent;
export type LinkCategory = Pick<Category, 'stream' | 'idOf' | 'aggregate'>;
export type LinkAggregate = Aggregate<RequestedLink, LinkEvent>;

/** Returns the newest reset link that was requested in the current epoch of an account. */
export function requestedResetLink(user: User): LinkAggregate {
  return requestedLink(resetLinks, user.id, user.status === 'registered' ? user.reset.epoch : 0);
}

/** Returns the newest verification link that was requested in the current epoch of an account. */
export function requestedVerificationLink(user: User): LinkAggregate {
  return requestedLink(
    verificationLinks,
    user.id,
    user.status === 'registered' ? user.verification.epoch : 0,
  );
}

/**
 * Returns the newest link that was requested in one epoch of an account. The ids of its events are the same in every epoch,
 * so that the log recognises a request that was carried out before the epoch began.
 */
export function requestedLink(category: LinkCategory, userId: UserId, epoch: number): LinkAggregate {
  return category.aggregate<RequestedLink, LinkEvent>(`${userId}${SEPARATOR}${String(epoch)}`, {
    initial: { epoch, newest: null },
    idScope: category.stream(userId),
    evolve: (_, event) => ({ epoch, newest: linkOf(event) }),
  });
}

/** Returns the user and the epoch that a stream of links is named after, or null for a stream of another category. */
export function linkStreamOf(
  category: LinkCategory,
  stream: string,
): { readonly userId: UserId; readonly epoch: number } | null {
  const [userId, epoch] = category.idOf(stream)?.split(SEPARATOR) ?? [];
  const parsed = userIdSchema.safeParse(userId);
  return parsed.success ? { userId: parsed.data, epoch: Number(epoch) } : null;
}
