import { useId } from 'react';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
}

/** A part of a page with its heading. */
export function Card({ title, aside, children }: Props) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Pairs of a name and a value. */
export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode, boolean?])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value, changed = false]) => (
        <div key={name} className={changed ? 'changed' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
