import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { DagRuntime } from '../../dsl/runtime/index.ts';
import type { RunFacts } from '../../workflows/protocol/index.ts';
import type {
  DagRunReducer,
  RunCommand,
  RunEvent,
  RunStep,
  TaskError,
} from '../../workflows/run/index.ts';
import type { AttemptRunner } from './attempt-runner.ts';
import { closeRun } from './close-run.ts';
import { RunRecorder } from './run-recorder.ts';
import { startInstance } from './start-instance.ts';
import type { Schedule, StartedInstance } from './started-instance.ts';
import type { VirtualWorld } from './virtual-world.ts';

export type Finish = Extract<RunCommand, { type: 'finish' }>;

export interface VirtualRunOptions {
  readonly world: VirtualWorld;
  readonly runtime: DagRuntime;
  readonly facts: RunFacts;
  readonly reducer: DagRunReducer;
  readonly runner: AttemptRunner;
  /** Before the ids of mocks, outcomes and answers. */
  readonly prefix: string;
  /** The instance of another run that started it. */
  readonly parentPath: string;
}

/** One run: its reducer, and what of it is under way. */
export class VirtualRun {
  readonly options: VirtualRunOptions;
  readonly recorder = new RunRecorder();
  /** The last failure of each instance. */
  readonly failures = new Map<string, TaskError>();
  /** How often sensors asked in their last try. */
  readonly pokes = new Map<string, number>();
  readonly startedAt: number;
  /** Real time: events kept before do not count. */
  readonly openedAt = new Date();
  generation = 1;
  /** Paths that were cleared with their checkpoints kept, and not started since. */
  readonly checkpoints = new Set<string>();
  finish: Finish | undefined;
  endedAt = 0;
  isClosed = false;
  onClosed: () => void = () => undefined;
  readonly #started = new Map<string, StartedInstance>();
  readonly #inbox: RunEvent[] = [{ type: 'start' }];

  constructor(options: VirtualRunOptions) {
    this.options = options;
    const { clock } = options.world;
    this.startedAt = clock.now;
    const { timeoutMs } = this.plan.settings;
    if (timeoutMs === undefined) return;
    const reason = `RunTimeout: The dag run took longer than ${timeoutMs / 1000} s.`;
    clock.at(clock.now + timeoutMs, () => this.cancel(reason));
  }

  get plan(): CompiledPlan {
    return this.options.runtime.plan;
  }

  get hasNews(): boolean {
    return this.#inbox.length > 0;
  }

  push(event: RunEvent): void {
    this.#inbox.push(event);
    this.options.world.wake();
  }

  cancel(reason: string): void {
    if (!this.isClosed) this.push({ type: 'cancel', reason });
  }

  started(path: string): StartedInstance | undefined {
    return this.#started.get(path);
  }

  apply(): void {
    if (this.hasNews) this.carryOut(this.options.reducer.apply(this.#inbox.splice(0)));
  }

  /** A verb at once, whose record has to be there before what it sets going. */
  applyVerb(event: RunEvent): RunStep {
    return this.options.reducer.apply([...this.#inbox.splice(0), event]);
  }

  carryOut({ commands, transitions }: RunStep): void {
    const { world, reducer } = this.options;
    for (const transition of transitions) {
      this.recorder.note(transition, world.clock.now);
      if (world.runs[0] === this) world.options.test.onEvent?.(transition);
    }
    for (const command of commands) {
      if (command.type === 'schedule') this.#start(command);
      else if (command.type === 'stop') this.#stop(command.path, command.reason);
      else if (command.type === 'finish') this.#finished(command);
    }
    if (!reducer.done) this.finish = undefined;
  }

  /** The one report of an instance. What comes later is late. */
  end(started: StartedInstance, event: RunEvent): void {
    if (started.ended) return;
    started.ended = true;
    for (const callOff of started.callOffs.splice(0)) callOff();
    this.#started.delete(started.command.path);
    if (event.type === 'failed') this.failures.set(event.path, event.error);
    this.push(event);
  }

  waitingFor(): readonly string[] {
    const waiting = [...this.#started.values()].map(
      ({ command, waitsFor }) => `"${command.path}" waits ${waitsFor ?? 'for its end'}`,
    );
    return waiting.length > 0 ? waiting : [`run "${this.options.facts.dagId}" is paused`];
  }

  #start(command: Schedule): void {
    const started: StartedInstance = {
      ...{ command, generation: this.generation, begun: this.options.world.clock.now },
      keepCheckpoint: this.checkpoints.delete(command.path),
      ...{
        abort: new AbortController(),
        callOffs: [],
        attempt: 0,
        pokes: 0,
        running: false,
        ended: false,
      },
    };
    this.#started.set(command.path, started);
    startInstance(this, started);
  }

  #stop(path: string, reason: string): void {
    const started = this.#started.get(path);
    if (started === undefined) return;
    started.abort.abort();
    // A running body and a child report by themselves; what only waits is ended here.
    if (started.running) return;
    if (started.stop !== undefined) started.stop(reason);
    else this.end(started, { type: 'failed', path, error: { type: 'Cancelled', message: reason } });
  }

  #finished(finish: Finish): void {
    this.finish = finish;
    this.endedAt = this.options.world.clock.now;
    this.options.world.spawn(async () => {
      await closeRun(this, finish);
      this.isClosed = true;
      this.onClosed();
    });
  }
}
