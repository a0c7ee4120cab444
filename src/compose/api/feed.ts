import { createFeed } from '../../api/feed/feed.js';
import type { Feed } from '../../api/feed/feed.js';
import { publicForm } from '../../eventstore/public-form.js';
import type { RecentEvents } from '../../projections/live/recent-events.js';
import type { Infrastructure } from '../infrastructure.js';

/** Opens the feed of public events of an API process. */
export function openFeed(
  { config, log, registry }: Pick<Infrastructure, 'config' | 'log' | 'registry'>,
  recent: RecentEvents,
): Feed {
  const { store, codec } = log;
  const parts = { store, recent, toPublicForm: publicForm(codec), publicUrl: config.publicUrl };
  return createFeed(parts, config.maxEventStreams, registry);
}
