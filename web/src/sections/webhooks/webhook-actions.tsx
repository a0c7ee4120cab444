import { useState } from 'react';
import { api } from '../../client/credence.js';
import { carryOut } from '../../client/carry-out.js';
import type { TextKey } from '../../language/language.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import type { Outcome } from '../../parts/action-dialog.js';
import { fieldText } from '../../parts/field-text.js';
import { Field } from '../../parts/form.js';
import type { Webhook } from './webhook-state.js';

interface Action {
  readonly title: TextKey;
  readonly effect: TextKey;
  readonly fits: (webhook: Webhook) => boolean;
  readonly asksTime?: boolean;
  readonly run: (id: string, fields: FormData) => Promise<Outcome>;
}

const paramsOf = (id: string) => ({ path: { webhook_id: id } });

/** The actions on a webhook. */
const ACTIONS: readonly Action[] = [
  {
    title: 'webhooks.pause',
    effect: 'webhooks.pauseEffect',
    fits: ({ status }) => status === 'active',
    run: (id) => carryOut(api.POST('/v1/webhooks/{webhook_id}/pause', { params: paramsOf(id) })),
  },
  {
    title: 'webhooks.resume',
    effect: 'webhooks.resumeEffect',
    fits: ({ status }) => status === 'paused',
    run: (id) => carryOut(api.POST('/v1/webhooks/{webhook_id}/resume', { params: paramsOf(id) })),
  },
  {
    title: 'webhooks.replay',
    effect: 'webhooks.replayEffect',
    fits: ({ status }) => status === 'active',
    asksTime: true,
    run: (id, fields) => {
      const from = new Date(fieldText(fields, 'from')).toISOString();
      return carryOut(api.POST('/v1/webhooks/{webhook_id}/replay', { params: paramsOf(id), body: { from } }));
    },
  },
];

interface Props {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
}

/** The buttons of the actions that fit the state of a webhook. */
export function WebhookActions({ webhook, onChanged }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Action | null>(null);
  return (
    <>
      {ACTIONS.filter(({ fits }) => fits(webhook)).map((action) => (
        <button key={action.title} type="button" className="button plain" onClick={() => setChosen(action)}>
          {t(action.title)}
        </button>
      ))}
      {chosen !== null && (
        <ActionDialog
          title={t(chosen.title)}
          effect={t(chosen.effect)}
          fields={
            chosen.asksTime === true && <Field label={t('audit.from')} name="from" type="datetime-local" />
          }
          run={(fields) => chosen.run(webhook.id, fields)}
          onDone={() => undefined}
          onClose={() => {
            setChosen(null);
            onChanged();
          }}
        />
      )}
    </>
  );
}
