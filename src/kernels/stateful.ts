/**
 * A kernel that can be stopped and continued elsewhere. A state is plain data that a structured clone
 * survives; parameters are not part of it, so it belongs into a kernel that was made with the same ones.
 */
export interface Stateful<State> {
  /** An independent copy of everything that changes. */
  saveState(): State;
  /**
   * Continues from a saved state, bit for bit; the state itself is not kept.
   * @throws RangeError, and changes nothing, where it was saved by a kernel of another size.
   */
  restoreState(saved: State): void;
}

/** @throws RangeError naming both sizes where a saved state does not fit the kernel. */
export function requireSameSize(what: string, savedSize: number, ownSize: number): void {
  if (savedSize !== ownSize) {
    throw new RangeError(`a state of ${savedSize} ${what} does not fit a kernel of ${ownSize}`);
  }
}
