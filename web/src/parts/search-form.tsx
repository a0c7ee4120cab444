import { useId } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from '../language/translation.js';
import { fieldText } from './field-text.js';

interface FormProps {
  readonly onSearch: (values: Readonly<Record<string, string>>) => void;
  readonly children: ReactNode;
}

/** A search in one row. Its values go into the address, so that a search can be shared. */
export function SearchForm({ onSearch, children }: FormProps) {
  const { t } = useTranslation();
  const search = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    onSearch(Object.fromEntries([...fields.keys()].map((name) => [name, fieldText(fields, name)])));
  };
  return (
    <form className="search" role="search" onSubmit={search}>
      {children}
      <button type="submit" className="button primary">
        {t('search.submit')}
      </button>
    </form>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly type?: 'search' | 'datetime-local';
}

/** A text of a search. */
export function TextField({ label, name, value, type = 'search' }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input key={value} id={id} name={name} type={type} defaultValue={value} autoComplete="off" />
    </div>
  );
}

interface SelectFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** A choice of a search. */
export function SelectField({ label, name, value, options }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select key={value} id={id} name={name} defaultValue={value}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
