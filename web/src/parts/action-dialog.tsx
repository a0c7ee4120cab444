import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from '../language/translation.js';
import { useMay } from '../session/session.js';
import { CausesOf } from './causes-of.js';
import { Form } from './form.js';
import { Failure } from './load-state.js';

/** The answer to an action. Its request id names the events that it caused. */
export interface Outcome {
  readonly response: Response;
}

interface Props {
  readonly title: string;
  /** The effect of the action, before it happens. */
  readonly effect: string;
  /** The inputs of the action. */
  readonly fields?: ReactNode;
  readonly run: (fields: FormData) => Promise<Outcome>;
  /** A result that is shown once, such as a new key. */
  readonly result?: ReactNode;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A dialog that names the effect of an action, carries it out, and shows its events. */
export function ActionDialog({ title, effect, fields, run, result, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [done, setDone] = useState<Response | null>(null);
  const [refusal, setRefusal] = useState<unknown>(undefined);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  async function act(values: FormData): Promise<void> {
    try {
      const { response } = await run(values);
      setDone(response);
      onDone();
    } catch (error) {
      setRefusal(error);
    }
  }

  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {done === null ? <p>{effect}</p> : <Recorded response={done} />}
      {done !== null && result}
      {done === null && refusal === undefined && (
        <Form submit={title} onSubmit={act}>
          {fields}
        </Form>
      )}
      {refusal !== undefined && <Failure error={refusal} onRetry={() => setRefusal(undefined)} />}
      <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
        {done === null ? t('action.cancel') : t('action.close')}
      </button>
    </dialog>
  );
}

/** The events that an action has recorded. */
function Recorded({ response }: { readonly response: Response }) {
  const { t } = useTranslation();
  const mayAudit = useMay('audit:read');
  const requestId = response.headers.get('X-Request-Id');
  const isChange = response.headers.has('Event-Position');
  return (
    <div role="status">
      <p className="notice good">{t(isChange ? 'action.recorded' : 'action.unchanged')}</p>
      {mayAudit && isChange && requestId !== null && <CausesOf correlationId={requestId} />}
    </div>
  );
}
