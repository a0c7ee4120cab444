import type { ReactNode } from 'react';

interface Props {
  readonly title: ReactNode;
  readonly facts: readonly (string | null)[];
  /** The buttons of the entry. */
  readonly children?: ReactNode;
}

/** An entry of a short list: its name, its facts and its actions. */
export function Thing({ title, facts, children }: Props) {
  return (
    <li className="thing">
      <span className="two-lines">
        <strong>{title}</strong>
        <span className="muted">{facts.filter((fact) => fact !== null && fact !== '').join(' · ')}</span>
      </span>
      {children !== undefined && <span className="page-actions">{children}</span>}
    </li>
  );
}
