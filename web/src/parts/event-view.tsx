import type { ReactNode } from 'react';
import type { CauseTree, EventRecord } from '../client/credence.js';
import { useTranslation } from '../language/translation.js';
import { eventWords, valueText } from './event-words.js';
import { Moment } from './moment.js';

/** An event in one line: its words, its actor and its time. */
export function EventLine({ event }: { readonly event: EventRecord }) {
  return (
    <span className="event-line">
      <strong>{eventWords(event.type)}</strong>
      <span className="muted">
        <ActorName actor={event.actor} /> · <Moment at={event.occurred_at} />
      </span>
    </span>
  );
}

/** The actor of an event, with a short id. */
export function ActorName({ actor }: { readonly actor: string }) {
  const [kind = actor, id] = actor.split(':');
  return <span title={actor}>{id === undefined ? kind : `${kind} ${id.slice(0, 8)}`}</span>;
}

/** The fields of an event. Personal ones are already left out, or empty, if the person may not read them. */
export function EventData({ event }: { readonly event: EventRecord }) {
  const { t } = useTranslation();
  const rows: (readonly [string, ReactNode])[] = [
    ...Object.entries(event.data).map(([name, value]) => [name, valueText(value)] as const),
    [t('event.stream'), event.stream],
    [t('event.position'), event.position],
    [t('event.request'), event.correlation_id],
  ];
  return (
    <dl className="event-data">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Everything that one request caused, as a tree. */
export function Causes({ tree }: { readonly tree: CauseTree }) {
  return (
    <ul className="tree">
      {tree.commands.flatMap(({ events }) =>
        events.map(({ event, effects }) => (
          <li key={event.id}>
            <EventLine event={event} />
            {effects.length > 0 && (
              <ul>
                {effects.map((effect) => (
                  <li key={effect.id}>
                    <EventLine event={effect} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        )),
      )}
    </ul>
  );
}
