import type { MetricPoint, TrackBatch } from '../../../stores/tracking/task-tracking.ts';

/** What was recorded and has not been sent, in the order it came. */
export class BatchBuffer {
  #params: { [key: string]: string } = {};
  #tags: { [key: string]: string } = {};
  #metrics: MetricPoint[] = [];
  #used = false;

  /** Points that wait. */
  get points(): number {
    return this.#metrics.length;
  }

  /** Whether there is anything to send; an empty batch counts, it makes the run. */
  get filled(): boolean {
    return this.#used;
  }

  add({ params, metrics, tags }: TrackBatch): void {
    this.#used = true;
    Object.assign(this.#params, params);
    Object.assign(this.#tags, tags);
    for (const point of metrics) this.#metrics.push(point);
  }

  /** Empties the buffer. */
  take(): TrackBatch {
    const batch = { params: this.#params, tags: this.#tags, metrics: this.#metrics };
    this.#params = {};
    this.#tags = {};
    this.#metrics = [];
    this.#used = false;
    return batch;
  }
}
