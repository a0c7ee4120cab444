// Loaded before the program (`node --import`): sets the system clock of its process ahead or back.

const skewMs = Number(process.env['CLOCK_SKEW_MS'] ?? 0);
const SystemDate = Date;
const skewed = () => SystemDate.now() + skewMs;

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, parts: unknown[]): object =>
    Reflect.construct(target, parts.length === 0 ? [skewed()] : parts) as Date,
  get: (target, name): unknown => (name === 'now' ? skewed : Reflect.get(target, name)),
});
