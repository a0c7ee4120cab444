const format = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** Formats a time for people, e.g. `31 May 2025 at 14:05 UTC`. The reader's time zone is unknown. */
export function utcMinute(time: Date): string {
  return `${format.format(time)} UTC`;
}
