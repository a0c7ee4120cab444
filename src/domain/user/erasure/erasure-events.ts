import { z } from 'zod';
import { defineEvent, personalOrNull } from '../../event.js';

const instant = z.iso.datetime();

/**
 * The party that asked for an erasure: the person, an administrator, the ledger of a log that a backup has replaced, or the
 * retention of accounts that nobody verified.
 */
export const erasureAuthor = z.enum(['user', 'admin', 'ledger', 'retention']);
export type ErasureAuthor = z.output<typeof erasureAuthor>;

/** The events of an account about its erasure. */
export const erasureEvents = [
  /** The account is to be erased at `due_at`, unless its owner signs in before. Ends every session. */
  defineEvent('ErasureRequested', {
    by: erasureAuthor,
    reason: personalOrNull('erasure_reason'),
    due_at: instant,
  }),
  /** The owner signed in before the time of the erasure, or an administrator cancelled it: the account stays. */
  defineEvent('ErasureCancelled', {}),
  /**
   * The account ends for good, and the data keys of its owner are destroyed. Nobody else can claim its identities at
   * providers and its passkeys until `held_until`.
   */
  defineEvent('UserErased', { by: erasureAuthor, held_until: instant }),
] as const;
