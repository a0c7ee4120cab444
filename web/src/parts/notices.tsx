import { createContext, use, useState } from 'react';
import type { ReactNode } from 'react';

const NoticeContext = createContext<(text: string) => void>(() => undefined);

/** Shows the outcome of the newest action, and announces it to screen readers. */
export function Notices({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState('');
  return (
    <NoticeContext value={setText}>
      {children}
      <div role="status" className="outcome">
        {text !== '' && (
          <p key={text} className="notice good">
            {text}
          </p>
        )}
      </div>
    </NoticeContext>
  );
}

/** Returns the function that shows the outcome of an action. */
export function useNotice(): (text: string) => void {
  return use(NoticeContext);
}
