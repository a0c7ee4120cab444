import { useId, useState } from 'react';
import type { HTMLInputAutoCompleteAttribute, ReactNode, SubmitEvent } from 'react';
import { ProblemNotice } from './problem-notice.js';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'tel' | 'datetime-local';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly required?: boolean;
  readonly defaultValue?: string;
  readonly maxLength?: number;
  readonly inputMode?: 'numeric';
}

/** A labelled input. */
export function Field({ label, required = true, autoComplete = 'off', ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} required={required} autoComplete={autoComplete} {...input} />
    </div>
  );
}

interface FormProps {
  readonly submit: string;
  readonly onSubmit: (fields: FormData) => Promise<void>;
  readonly children: ReactNode;
  /** True for secrets: the form is empty again after a success. */
  readonly clears?: boolean;
}

/** A form that shows its problem and cannot be sent twice at once. */
export function Form({ submit, onSubmit, children, clears = false }: FormProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const form = event.currentTarget;
    onSubmit(new FormData(form))
      .then(() => {
        if (clears) form.reset();
      })
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <form className="form" onSubmit={send}>
      {children}
      {error !== undefined && <ProblemNotice error={error} />}
      <button type="submit" className="button primary" disabled={busy}>
        {submit}
      </button>
    </form>
  );
}
