import { useEffect, useRef, useState } from 'react';
import type { EventRecord } from '../../../client/credence.js';
import { useTranslation } from '../../../language/translation.js';
import { CausesOf } from '../../../parts/causes-of.js';
import { EventData, EventLine } from '../../../parts/event-view.js';
import { valueText } from '../../../parts/event-words.js';
import { useMay } from '../../../session/session.js';
import type { Change } from './read-timeline.js';

interface Props {
  readonly events: readonly EventRecord[];
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

/** The events as a story, newest first. Those after the place of the slider are pale. */
export function Story({ events, changes, index, onChoose }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  return (
    <ol ref={list} className="story" aria-label={t('user.timeline')} tabIndex={0}>
      {events.toReversed().map((event, place) => {
        const own = events.length - 1 - place;
        return (
          <li
            key={event.id}
            className={own > index ? 'future' : undefined}
            aria-current={own === index ? 'step' : undefined}
          >
            <button type="button" className="story-entry" onClick={() => onChoose(own)}>
              <EventLine event={event} />
            </button>
            <Changes changes={changes.get(event.position) ?? []} />
            {own === index && <Details key={event.id} event={event} />}
          </li>
        );
      })}
    </ol>
  );
}

function Changes({ changes }: { readonly changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className="changes">
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <code>{field}</code> {valueText(before)} → {valueText(after)}
        </li>
      ))}
    </ul>
  );
}

/** The content of an event, and everything else that its request caused. */
function Details({ event }: { readonly event: EventRecord }) {
  const { t } = useTranslation();
  const mayAudit = useMay('audit:read');
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('event.details')}</summary>
      <EventData event={event} />
      {mayAudit && isOpen && (
        <>
          <h3>{t('event.causes')}</h3>
          <CausesOf correlationId={event.correlation_id} />
        </>
      )}
    </details>
  );
}
