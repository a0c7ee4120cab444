import { createHmac } from 'node:crypto';
import { deriveKey } from '../keys/derive-key.js';

/** The secrets that sign deliveries, in the form of Standard Webhooks: `whsec_` and 32 bytes in base64. */
export interface WebhookSecrets {
  /** Returns the same secret for the same command, so that a retry after a lost response returns it again. */
  make(webhookId: string, commandId: string): string;
}

export const SECRET_PREFIX = 'whsec_';

export function webhookSecrets(masterSecret: string): WebhookSecrets {
  const key = deriveKey(masterSecret, 'webhook secrets');
  return {
    make: (webhookId, commandId) =>
      SECRET_PREFIX + createHmac('sha256', key).update(`${webhookId}|${commandId}`).digest('base64'),
  };
}
