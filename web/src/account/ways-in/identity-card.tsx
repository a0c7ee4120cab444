import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { ActionButton } from '../../parts/action-button.js';
import { Card } from '../../parts/card.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { LoadState } from '../../parts/load-state.js';
import { useNotice } from '../../parts/notices.js';
import { Thing } from '../../parts/thing.js';

async function readIdentities() {
  const [{ items: linked }, { items: providers }] = await Promise.all([
    unwrap(api.GET('/auth/identities')),
    unwrap(api.GET('/oauth')),
  ]);
  return { linked, providers };
}

/** The identities at providers that sign in to the account. */
export function IdentityCard() {
  const { t, ago } = useTranslation();
  const say = useNotice();
  const identities = useLoad('identities', readIdentities);
  return (
    <LoadState of={identities}>
      {({ linked, providers }) => {
        if (linked.length === 0 && providers.length === 0) return null;
        const titleOf = (name: string) => providers.find((one) => one.name === name)?.title ?? name;
        const others = providers.filter(({ name }) => linked.every(({ provider }) => provider !== name));
        return (
          <Card title={t('account.identities')}>
            <ul className="things">
              {linked.map(({ provider, label, linked_at: at }) => (
                <Thing
                  key={provider}
                  title={titleOf(provider)}
                  facts={[label, t('account.linkedAt', { when: ago(at) })]}
                >
                  <ConfirmButton
                    label={t('account.unlink')}
                    name={t('account.unlinkOne', { name: titleOf(provider) })}
                    effect={t('account.unlinkEffect')}
                    onConfirm={async () => {
                      await unwrap(
                        api.DELETE('/auth/identities/{provider}', { params: { path: { provider } } }),
                      );
                      say(t('account.removed'));
                      identities.reload();
                    }}
                  />
                </Thing>
              ))}
            </ul>
            <div className="adders">
              {others.map(({ name, title }) => (
                <ActionButton
                  key={name}
                  onAct={async () => {
                    const params = { path: { provider: name } };
                    const { authorization_url: url } = await unwrap(
                      api.POST('/oauth/{provider}/link', { params, body: { return_to: location.href } }),
                    );
                    location.assign(url);
                  }}
                >
                  {t('account.link', { name: title })}
                </ActionButton>
              ))}
            </div>
          </Card>
        );
      }}
    </LoadState>
  );
}
