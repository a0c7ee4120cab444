import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from '../language/translation.js';
import { Dialog } from './dialog.js';
import { Form } from './form.js';

interface Props {
  readonly label: string;
  /** The name for screen readers, where several buttons have the same label. */
  readonly name?: string;
  /** The effect of the action, before it happens. */
  readonly effect: string;
  readonly kind?: 'plain' | 'danger';
  readonly onConfirm: (fields: FormData) => Promise<void>;
  /** The inputs of the action. */
  readonly children?: ReactNode;
}

/** A button that names the effect of its action, and acts after a confirmation. */
export function ConfirmButton(props: Props) {
  const { label, name = label, effect, kind = 'plain', onConfirm, children } = props;
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={`button ${kind}`} aria-label={name} onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          {(close) => (
            <>
              <p>{effect}</p>
              <Form
                submit={t('action.confirm')}
                onSubmit={async (fields) => {
                  await onConfirm(fields);
                  close();
                }}
              >
                {children}
              </Form>
            </>
          )}
        </Dialog>
      )}
    </>
  );
}
