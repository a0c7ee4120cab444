import { useEffect, useState } from 'react';
import type { CloudEvent } from '@credence/client';
import { credence } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { Empty } from '../../parts/empty.js';
import { eventWords } from '../../parts/event-words.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { ProblemNotice } from '../../parts/problem-notice.js';

/** The most events that the page keeps. */
const KEPT = 200;

/** The public events as they happen. */
export default function Feed() {
  const { t } = useTranslation();
  const [isPaused, setPaused] = useState(false);
  const { events, error } = useFeed(isPaused);
  return (
    <>
      <PageHead title={t('nav.feed')} lead={t('feed.lead')}>
        <Badge tone={isPaused ? 'warn' : 'good'}>{t(isPaused ? 'feed.paused' : 'feed.live')}</Badge>
        <button type="button" className="button plain" onClick={() => setPaused(!isPaused)}>
          {t(isPaused ? 'feed.resume' : 'feed.pause')}
        </button>
      </PageHead>
      {error !== undefined && <ProblemNotice error={error} />}
      {events.length === 0 ? (
        <Empty text={t('feed.waiting')} />
      ) : (
        <Card title={t('dashboard.latest')}>
          <ol className="event-list" role="log">
            {events.map(({ id, type, subject, time }) => (
              <li key={id}>
                <span className="event-line">
                  <strong>{eventWords(type.split('.').at(-1) ?? type)}</strong>
                  <span className="muted">
                    {subject} · <Moment at={time} />
                  </span>
                </span>
              </li>
            ))}
          </ol>
        </Card>
      )}
    </>
  );
}

/** Follows the feed from now on, until the page closes or pauses. */
function useFeed(isPaused: boolean): { readonly events: readonly CloudEvent[]; readonly error: unknown } {
  const [events, setEvents] = useState<readonly CloudEvent[]>([]);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    if (isPaused) return undefined;
    const closing = new AbortController();
    const follow = async () => {
      for await (const event of credence.events({ signal: closing.signal }))
        setEvents((before) => [event, ...before].slice(0, KEPT));
    };
    follow().catch((failure: unknown) => {
      if (!closing.signal.aborted) setError(failure);
    });
    return () => closing.abort();
  }, [isPaused]);
  return { events, error };
}
