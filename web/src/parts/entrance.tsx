import type { ReactNode } from 'react';
import { Logo } from './logo.js';

/** A page without navigation: the console is loading, or cannot load. */
export function Entrance({ children }: { readonly children: ReactNode }) {
  return (
    <main className="entrance">
      <div className="entrance-card">
        <h1>
          <Logo />
        </h1>
        {children}
      </div>
    </main>
  );
}
