import { Registry } from 'prom-client';
import { createFeed } from '../../../../src/api/feed/feed.js';
import type { Feed } from '../../../../src/api/feed/feed.js';
import { publicForm } from '../../../../src/eventstore/public-form.js';
import type { Position } from '../../../../src/eventstore/port.js';
import { subscribeLive } from '../../../../src/projections/live/live-subscription.js';
import { recentEvents } from '../../../../src/projections/live/recent-events.js';
import { silentLogger } from '../../server/silent-logger.js';
import type { MemoryLog } from './memory-log.js';

export interface MemoryFeed extends Feed {
  /** Ends the waits and the streams, as a process does when it stops. */
  stop(): Promise<void>;
}

/** Opens the feed of a log in memory, as an API process does. */
export async function openMemoryFeed({ store, codec }: MemoryLog): Promise<MemoryFeed> {
  const recent = recentEvents();
  const subscription = await subscribeLive({
    store,
    from: await store.head(),
    followers: [recent],
    logger: silentLogger,
    onProgress: (_: Position) => undefined,
  });
  const parts = {
    store,
    recent,
    toPublicForm: publicForm(codec, 'https://accounts.example.com'),
  };
  return {
    ...createFeed(parts, 2, new Registry()),
    async stop() {
      recent.stop();
      await subscription.stop();
    },
  };
}
