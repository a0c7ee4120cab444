import { useId, useState } from 'react';
import { useLoad } from '../../../client/use-load.js';
import { useTranslation } from '../../../language/translation.js';
import { Empty } from '../../../parts/empty.js';
import { LoadState } from '../../../parts/load-state.js';
import { AccountThen } from './account-then.js';
import { readTimeline } from './read-timeline.js';
import type { TimelineData } from './read-timeline.js';
import { Story } from './story.js';

/** The history of an account with a slider through time. */
export function Timeline({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  const timeline = useLoad(userId, () => readTimeline(userId));
  return (
    <LoadState of={timeline}>
      {(data) =>
        data.events.length === 0 ? <Empty text={t('state.empty')} /> : <Travel userId={userId} data={data} />
      }
    </LoadState>
  );
}

function Travel({ userId, data }: { readonly userId: string; readonly data: TimelineData }) {
  const { t, time } = useTranslation();
  const { events, changes, isComplete } = data;
  const last = events.length - 1;
  const [index, setIndex] = useState(last);
  const slider = useId();
  const event = events[index];
  if (event === undefined) return null;
  const moment = time(event.occurred_at);
  return (
    <>
      <div className="card travel">
        <label htmlFor={slider}>{t('timeline.slider')}</label>
        <input
          id={slider}
          type="range"
          min={0}
          max={last}
          value={index}
          aria-valuetext={`${index + 1} / ${events.length}, ${moment}`}
          onChange={({ target }) => setIndex(target.valueAsNumber)}
        />
        <div className="travel-foot">
          <button
            type="button"
            className="button plain"
            disabled={index === 0}
            onClick={() => setIndex(index - 1)}
          >
            {t('timeline.earlier')}
          </button>
          <output htmlFor={slider}>{moment}</output>
          <button
            type="button"
            className="button plain"
            disabled={index === last}
            onClick={() => setIndex(index + 1)}
          >
            {t('timeline.later')}
          </button>
        </div>
        {!isComplete && <p className="notice">{t('timeline.cut')}</p>}
      </div>
      <div className="columns timeline">
        <Story events={events} changes={changes} index={index} onChoose={setIndex} />
        <AccountThen userId={userId} event={event} changes={changes.get(event.position) ?? []} />
      </div>
    </>
  );
}
