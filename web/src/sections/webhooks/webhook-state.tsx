import type { components } from '@credence/client';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';

export type Webhook = components['schemas']['Webhook'];

const TONES = { active: 'good', paused: 'warn', deleted: 'neutral' } as const;

/** The state of a webhook, with the reason of a pause. */
export function WebhookState({ webhook: { status, pause_reason: reason } }: { readonly webhook: Webhook }) {
  const { t } = useTranslation();
  return (
    <Badge tone={TONES[status]}>
      {reason === null ? t(`webhook.${status}`) : `${t(`webhook.${status}`)} · ${t(`pause.${reason}`)}`}
    </Badge>
  );
}
