import { createSecretKey } from 'node:crypto';
import { open, seal } from './aes-gcm.js';
import { deriveKey } from './derive-key.js';

/** Encrypts the data that a job needs and that no store may have in clear. */
export interface JobPayloads {
  /** Encrypts a payload. Only a job with the same id opens it. */
  seal(jobId: string, payload: object): Buffer;
  /**
   * Decrypts a payload.
   *
   * @throws Error the payload was modified, or belongs to another job or to another master secret
   */
  open(jobId: string, sealed: Buffer): unknown;
}

/** Opens the encryption of payloads under a key derived from the master secret. */
export function jobPayloads(masterSecret: string): JobPayloads {
  const key = createSecretKey(deriveKey(masterSecret, 'job payloads'));
  return {
    seal: (jobId, payload) => seal(Buffer.from(JSON.stringify(payload)), key, jobId),
    open: (jobId, sealed) => JSON.parse(open(sealed, key, jobId).toString()) as unknown,
  };
}
