import { createContext, use } from 'react';

export const FarewellContext = createContext<(text: string) => void>(() => undefined);

/** Returns the function that replaces the pages by a last text, after the session has ended. */
export function useFarewell(): (text: string) => void {
  return use(FarewellContext);
}
