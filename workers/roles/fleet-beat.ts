import type { Logger } from 'pino';
import type { FleetStore, WorkerBeat } from '../../stores/fleet/fleet-store.ts';

const BEAT_MS = 4_000;

/** Tells the fleet table every few seconds that a worker lives; `stop` takes it off the list. */
export class FleetBeat {
  private readonly fleet: FleetStore;
  private readonly workers: readonly WorkerBeat[];
  private readonly log: Logger;
  private timer: NodeJS.Timeout | undefined;

  constructor(fleet: FleetStore, workers: readonly WorkerBeat[], log: Logger) {
    this.fleet = fleet;
    this.workers = workers;
    this.log = log;
  }

  async start(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => void this.beat(), BEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.workers.map(({ identity }) => this.fleet.leave(identity))).catch(
      (error: unknown) => this.log.warn({ err: error }, 'Could not take this worker off the list'),
    );
  }

  private async beat(): Promise<void> {
    try {
      for (const worker of this.workers) await this.fleet.beat(worker);
    } catch (error) {
      this.log.warn({ err: error }, 'Could not tell the fleet table that this worker lives');
    }
  }
}
