import type { Redis } from 'ioredis';
import { SAME_END_MS } from './count-store.js';
import type { CountStore } from './count-store.js';

/** The arguments are the requests and the milliseconds left of each key. Returns the count and the time left of each. */
const SCRIPT = `
local counts = {}
for i, key in ipairs(KEYS) do
  local requests, left = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local ttl = redis.call('pttl', key)
  local count = 0
  if ttl > 0 then
    count = math.max(0, tonumber(redis.call('get', key)))
    if requests > 0 or (requests < 0 and ttl <= left + ${String(SAME_END_MS)}) then
      count = math.max(0, count + requests)
      redis.call('set', key, count, 'px', ttl)
    end
  elseif requests > 0 then
    count, ttl = requests, left
    redis.call('set', key, count, 'px', left)
  end
  counts[2 * i - 1], counts[2 * i] = count, ttl
end
return counts`;

/** Shares counts in Redis. */
export function redisCounts(redis: Redis): CountStore {
  return {
    async exchange(changes) {
      const keys = changes.map(({ key }) => key);
      const values = changes.flatMap(({ requests, leftMs }) => [
        String(requests),
        String(Math.max(1, Math.ceil(leftMs))),
      ]);
      const reply: unknown = await redis.eval(SCRIPT, keys.length, ...keys, ...values);
      const numbers = Array.isArray(reply) ? reply.map(Number) : [];
      return keys.flatMap((key, i) => {
        const [requests = 0, leftMs = 0] = numbers.slice(2 * i, 2 * i + 2);
        return leftMs > 0 ? [{ key, requests, leftMs }] : [];
      });
    },
  };
}
