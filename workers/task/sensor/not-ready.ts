/** Ends a poke that found the world not ready. No failure: the sensor is asked again. */
export class NotReady extends Error {
  /** How often the sensor has asked in this try, this time included. */
  readonly pokes: number;
  /** Until it is asked again. */
  readonly afterMs: number;

  constructor(pokes: number, afterMs: number) {
    super(`Not ready after ${pokes} ${pokes === 1 ? 'poke' : 'pokes'}.`);
    this.name = 'NotReady';
    this.pokes = pokes;
    this.afterMs = afterMs;
  }
}
