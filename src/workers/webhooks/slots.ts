/** The concurrent requests that all endpoints of a process share. */
export interface Slots {
  /**
   * Takes a slot.
   *
   * @param wake called once when a slot becomes free; the endpoints that wait are called in order
   * @returns false if all slots are taken
   */
  take(wake: () => void): boolean;
  free(): void;
}

export function createSlots(count: number): Slots {
  let taken = 0;
  const waiting = new Set<() => void>();
  return {
    take(wake) {
      if (taken >= count) {
        waiting.add(wake);
        return false;
      }
      taken += 1;
      return true;
    },
    free() {
      taken -= 1;
      // One of them may have stopped, or have nothing to send by now.
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    },
  };
}
