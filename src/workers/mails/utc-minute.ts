const format = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** A time as people read it, to the minute, e.g. `31 May 2025 at 14:05 UTC`. Where the reader lives is not known. */
export function utcMinute(time: Date): string {
  return `${format.format(time)} UTC`;
}
