import type { ReactNode } from 'react';
import { useLoad } from '../client/use-load.js';
import { Entrance } from '../parts/entrance.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { readSession } from '../session/read-session.js';
import { SessionContext } from '../session/session.js';

interface Props {
  /** The page of a signed-in person. The function reads the session anew. */
  readonly children: (reload: () => void) => ReactNode;
  /** The page of anybody else. */
  readonly visitor: (reload: () => void) => ReactNode;
}

/** Admits signed-in people to a page, and shows another one to the others. */
export function Gate({ children, visitor }: Props) {
  const { value, error, reload } = useLoad('session', readSession);
  if (value === null) return visitor(reload);
  if (value !== undefined) return <SessionContext value={value}>{children(reload)}</SessionContext>;
  return <Entrance>{error !== undefined && <ProblemNotice error={error} onRetry={reload} />}</Entrance>;
}
