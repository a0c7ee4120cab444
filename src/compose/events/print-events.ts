import { createFeed } from '../../api/feed/feed.js';
import { publicForm } from '../../eventstore/public-form.js';
import type { PublicEvent } from '../../eventstore/public-form.js';
import { typeList } from '../../api/feed/selection.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { ALL_PERMISSIONS } from '../../domain/permissions.js';
import { START } from '../../eventstore/port.js';
import { subscribeLive } from '../../projections/live/live-subscription.js';
import { recentEvents } from '../../projections/live/recent-events.js';
import type { Infrastructure } from '../infrastructure.js';
import { logPosition } from './log-position.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';

/** The options of `credence events`, as the command line has them. */
export interface PrintOptions {
  /** Position or time; for `tail` the head, for `replay` the beginning. */
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly format: string;
}

const PAGE = 500;
const WAIT_MS = 10_000;

/**
 * Prints the public events of the log, one a line, and with `follow` the later ones until the signal ends.
 *
 * @param write receives the lines
 * @returns null: there is nothing else to say
 * @throws InvalidConfiguration an option is malformed
 */
export async function printEvents(
  config: Config,
  options: PrintOptions,
  write: (line: string) => void,
  follow: AbortSignal | null,
): Promise<null> {
  const format = formatOf(options.format);
  const types = options.type === undefined ? null : typesIn(options.type);
  // Standard output has the events, so it must not have the log.
  await withInfrastructure({ ...config, logLevel: 'silent' }, async (infrastructure) => {
    const { feed, stop } = await openFeed(infrastructure, follow);
    const [from, to] = [options.from ?? (follow === null ? null : 'head'), options.to];
    let after = from === null ? START : await logPosition(infrastructure.log.store, from);
    const end = to === undefined ? null : await logPosition(infrastructure.log.store, to);
    const selection = { types, subject: options.subject ?? null, scopes: new Set(ALL_PERMISSIONS) };
    for (let isOver = false; !isOver;) {
      const request = { after, limit: PAGE, selection, personal: true };
      const page = await feed.wait(request, follow === null ? 0 : WAIT_MS);
      for (const event of page.items) if (end === null || event.position <= end) write(format(event));
      after = page.next;
      isOver = (end !== null && after >= end) || (page.caughtUp && (follow?.aborted ?? true));
    }
    await stop();
    return '';
  });
  return null;
}

/** Opens a feed on the log. Only a consumer that follows the log needs the subscription. */
async function openFeed({ config, log, logger, registry }: Infrastructure, follow: AbortSignal | null) {
  const recent = recentEvents();
  const { store, codec } = log;
  const parts = { store, recent, toPublicForm: publicForm(codec, config.publicUrl) };
  const feed = createFeed(parts, 1, registry);
  if (follow === null) return { feed, stop: () => Promise.resolve() };
  const from = await store.head();
  const followers = [recent];
  const subscription = await subscribeLive({ store, from, followers, logger, onProgress: () => undefined });
  follow.addEventListener('abort', () => {
    recent.stop();
  });
  return { feed, stop: () => subscription.stop() };
}

function typesIn(list: string): ReadonlySet<string> {
  const types = typeList.safeParse(list);
  if (!types.success) throw new InvalidConfiguration('--type must be a list of public event types');
  return new Set(types.data);
}

function formatOf(name: string): (event: PublicEvent) => string {
  if (name === 'cloudevents') return (event) => `${JSON.stringify(event)}\n`;
  if (name !== 'table') throw new InvalidConfiguration('--format must be cloudevents or table');
  return ({ time, type, subject = '-', actor, position }) =>
    `${[time, position, type, subject, actor].join('  ')}\n`;
}
