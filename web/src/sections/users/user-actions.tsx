import { useState } from 'react';
import { api } from '../../client/credence.js';
import type { Permission, UserRecord } from '../../client/credence.js';
import { carryOut } from '../../client/carry-out.js';
import type { TextKey } from '../../language/language.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import type { Outcome } from '../../parts/action-dialog.js';
import { fieldText } from '../../parts/field-text.js';
import { Field } from '../../parts/form.js';
import { useSession } from '../../session/session.js';

/** The account of an action, with the version that the administrator saw and the reason that was typed. */
interface Request {
  readonly params: { readonly path: { readonly user_id: string } };
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly reason?: string };
}

interface Action {
  readonly title: TextKey;
  readonly effect: TextKey;
  readonly permission: Permission;
  readonly fits: (user: UserRecord) => boolean;
  readonly run: (request: Request) => Promise<Outcome>;
}

/** The actions on an account. Each names its effect before it happens. */
const ACTIONS: readonly Action[] = [
  {
    title: 'act.signOut',
    effect: 'act.signOutEffect',
    permission: 'users:write',
    fits: ({ is_active }) => is_active,
    run: ({ params, body }) => carryOut(api.POST('/v1/users/{user_id}/sign-out', { params, body })),
  },
  {
    title: 'act.deactivate',
    effect: 'act.deactivateEffect',
    permission: 'users:write',
    fits: ({ is_active }) => is_active,
    run: ({ params, headers, body }) =>
      carryOut(api.POST('/v1/users/{user_id}/deactivate', { params, headers, body })),
  },
  {
    title: 'act.reactivate',
    effect: 'act.reactivateEffect',
    permission: 'users:write',
    fits: ({ is_active }) => !is_active,
    run: ({ params, headers, body }) =>
      carryOut(api.POST('/v1/users/{user_id}/reactivate', { params, headers, body })),
  },
  {
    title: 'act.unlock',
    effect: 'act.unlockEffect',
    permission: 'users:write',
    fits: () => true,
    run: ({ params, body }) => carryOut(api.POST('/v1/users/{user_id}/unlock', { params, body })),
  },
  {
    title: 'act.demand',
    effect: 'act.demandEffect',
    permission: 'mfa:write',
    fits: () => true,
    run: ({ params, body }) => carryOut(api.POST('/v1/users/{user_id}/mfa/demand', { params, body })),
  },
];

interface Props {
  readonly user: UserRecord;
  readonly version: string | null;
  readonly onChanged: () => void;
}

/** The buttons of the actions that the administrator may take now. */
export function UserActions({ user, version, onChanged }: Props) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const [chosen, setChosen] = useState<Action | null>(null);
  const [isDone, setDone] = useState(false);
  const actions = ACTIONS.filter(({ permission, fits }) => permissions.has(permission) && fits(user));
  const close = () => {
    setChosen(null);
    // Only now: loading the account anew would replace the dialog that shows the events.
    if (isDone) onChanged();
    setDone(false);
  };

  function requestOf(fields: FormData): Request {
    const reason = fieldText(fields, 'reason');
    return {
      params: { path: { user_id: user.user_id } },
      headers: version === null ? {} : { 'If-Match': version },
      body: reason === '' ? {} : { reason },
    };
  }

  return (
    <>
      {actions.map((action) => (
        <button key={action.title} type="button" className="button plain" onClick={() => setChosen(action)}>
          {t(action.title)}
        </button>
      ))}
      {chosen !== null && (
        <ActionDialog
          title={t(chosen.title)}
          effect={t(chosen.effect, { name: user.username })}
          fields={<Field label={t('act.reason')} name="reason" required={false} />}
          run={(fields) => chosen.run(requestOf(fields))}
          onDone={() => setDone(true)}
          onClose={close}
        />
      )}
    </>
  );
}
