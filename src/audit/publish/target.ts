import type { StoredCheckpoint } from '../tree-tables.js';

/** A receiver of checkpoints outside of the database. */
export interface PublicationTarget {
  /** The kind and the place, without credentials. */
  readonly name: string;
  /** @throws PublicationFailed */
  publish(checkpoint: StoredCheckpoint): Promise<void>;
}

/** A receiver has not taken a checkpoint. The message is for the operator. */
export class PublicationFailed extends Error {
  override readonly name = 'PublicationFailed';
}

/** The answer of a receiver. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 5000;

/**
 * Posts a text to a receiver.
 *
 * @throws PublicationFailed it does not answer in time
 */
export async function post(url: string, body: string): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body,
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new PublicationFailed('does not answer', { cause });
  }
}
