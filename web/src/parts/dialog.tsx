import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from '../language/translation.js';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** The content. The function closes the dialog. */
  readonly children: (close: () => void) => ReactNode;
}

/** A dialog over the page. The browser keeps the focus in it, and returns it afterwards. */
export function Dialog({ title, onClose, children }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children(close)}
      <button type="button" className="button plain" onClick={close}>
        {t('action.cancel')}
      </button>
    </dialog>
  );
}
