import type { Position, StoredEvent } from '../../eventstore/port.js';
import type { EndpointDeliveries } from './queues/endpoint-deliveries.js';
import type { LogSource } from './queues/log-source.js';

/** Reads the log for one endpoint. */
export interface LogReading {
  /** Tells it that the log may have further events. */
  announce(): void;
  /**
   * Reads a page if there is room for its events. A replay gets a turn when the endpoint is at the head.
   *
   * @returns true if it has read a page
   */
  readOn(): Promise<boolean>;
}

/** @param readLog returns a page of events after a position; empty at the head */
export function startLogReading(
  deliveries: EndpointDeliveries,
  readLog: (after: Position) => Promise<StoredEvent[]>,
): LogReading {
  let isAtHead = false;

  async function readPage(source: LogSource): Promise<boolean> {
    const page = await readLog(source.readPosition);
    deliveries.accept(source, page);
    return page.length > 0;
  }

  return {
    announce() {
      isAtHead = false;
    },
    async readOn() {
      const { main, replay } = deliveries;
      if (!deliveries.hasRoom() || (isAtHead && replay === null)) return false;
      if (!isAtHead) {
        // Set before the read: an announcement meanwhile is not lost.
        isAtHead = true;
        if (await readPage(main)) isAtHead = false;
      } else if (replay !== null && !(await readPage(replay))) {
        replay.skip(replay.until ?? replay.readPosition);
      }
      return true;
    },
  };
}
