import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { carryOut } from '../../client/carry-out.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import type { Outcome } from '../../parts/action-dialog.js';

type Reader = components['schemas']['Readers']['items'][number];

/** A change to the versions of a read model. */
export type Change = 'rebuild' | 'promote' | 'rollback' | 'discard';

/** The changes that each state of the other version admits. */
export const CHANGES_OF: Readonly<
  Record<NonNullable<Reader['standby']>['state'] | 'none', readonly Change[]>
> = {
  none: ['rebuild'],
  filling: ['discard'],
  ready: ['promote', 'discard'],
  different: ['promote', 'rebuild', 'discard'],
  promoted: ['rollback', 'discard'],
  rolled_back: ['promote', 'discard'],
};

interface Props {
  readonly reader: Reader;
  readonly change: Change;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A dialog that names the effect of a change, and makes it. */
export function ChangeDialog({ reader: { reader: name, standby }, change, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const isDifferent = change === 'promote' && standby?.state === 'different';
  return (
    <ActionDialog
      title={t(`standby.${change}`)}
      effect={t(isDifferent ? 'standby.promoteDifferentEffect' : `standby.${change}Effect`, { name })}
      run={() => make(name, change, isDifferent)}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

function make(name: string, change: Change, acceptsDifference: boolean): Promise<Outcome> {
  const params = { path: { name } };
  switch (change) {
    case 'rebuild':
      return carryOut(api.POST('/v1/projections/{name}/rebuild', { params }));
    case 'promote':
      return carryOut(
        api.POST('/v1/projections/{name}/promote', {
          params,
          body: { accept_difference: acceptsDifference },
        }),
      );
    case 'rollback':
      return carryOut(api.POST('/v1/projections/{name}/rollback', { params }));
    case 'discard':
      return carryOut(api.POST('/v1/projections/{name}/discard', { params }));
  }
}
