import { useTranslation } from '../language/translation.js';

/** A time as its distance from now. The exact time is its tooltip. */
export function Moment({ at }: { readonly at: string | null }) {
  const { ago, time } = useTranslation();
  if (at === null) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={time(at)}>
      {ago(at)}
    </time>
  );
}
