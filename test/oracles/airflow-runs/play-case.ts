import type { Json, JsonObject } from '../../../dsl/plan/json.ts';
import { createRun, type DagRunReducer } from '../../../workflows/run/create-run.ts';
import type { RunCommand } from '../../../workflows/run/command.ts';
import type { RunEvent } from '../../../workflows/run/event.ts';
import type { InstancePath } from '../../../workflows/run/instance-path.ts';
import type { Selection } from '../../../workflows/run/selection.ts';
import type {
  AirflowCase,
  CaseEnd,
  CaseOutcome,
  CaseRound,
  CaseSelection,
} from './airflow-case.ts';
import { cellsOf, keyOf } from './cells-of-run.ts';
import { planOfCase } from './dag-of-case.ts';

type Schedule = Extract<RunCommand, { type: 'schedule' }>;
type Finish = Extract<RunCommand, { type: 'finish' }>;

const DATE = '2026-01-30T00:00:00.000Z';

/** Plays a case on our reducer as `airflow_drive.py` plays it on Airflow. */
export function playCase(of: AirflowCase, keepGone: boolean): CaseEnd[] {
  const plan = planOfCase(of);
  const run = {
    dagId: of.id,
    runId: 'r1',
    runType: 'manual',
    isLatest: true,
    logicalDate: DATE,
    dataInterval: { start: DATE, end: DATE },
  } as const;
  const reducer = createRun({ plan, run, params: {}, events: {} });
  const player = new Player(reducer, of.order ?? []);
  return of.rounds.map((round, index) => {
    const finish = player.play(round, index === 0 ? { type: 'start' } : player.verb(round));
    const end = { rows: reducer.snapshot(), removed: finish.removed };
    return { run: finish.state, states: Object.fromEntries(cellsOf(plan, end, keepGone)) };
  });
}

class Player {
  private readonly open: Schedule[] = [];
  private readonly paths = new Map<string, InstancePath>();
  private readonly rank: ReadonlyMap<string, number>;
  private readonly reducer: DagRunReducer;
  private last: Finish | undefined;

  constructor(reducer: DagRunReducer, order: readonly string[]) {
    this.reducer = reducer;
    this.rank = new Map(order.map((id, rank) => [id, rank]));
  }

  play(round: CaseRound, first: RunEvent): Finish {
    let finish = this.apply(first);
    // A verb that touches nothing leaves the run as it ended.
    if (finish === undefined && this.reducer.done) finish = this.last;
    for (let left = 400; finish === undefined && left > 0; left -= 1) {
      finish = this.apply(this.report(round));
    }
    if (finish === undefined) throw new Error('The run does not end.');
    this.last = finish;
    return finish;
  }

  verb({ clear, mark }: CaseRound): RunEvent {
    if (clear !== undefined) return { type: 'clear', selection: this.selection(clear) };
    if (mark === undefined) throw new Error('A later round clears or marks.');
    return { type: 'mark', selection: this.selection(mark), state: mark.state, reason: 'Told so.' };
  }

  private selection(of: CaseSelection): Selection {
    const { tasks, index, upstream, downstream, onlyFailed } = of;
    const paths = tasks.flatMap((id) => this.paths.get(`${id}[${index}]`) ?? []);
    return {
      ...(index === undefined ? { tasks } : { paths }),
      ...(upstream === true && { upstream }),
      ...(downstream === true && { downstream }),
      ...(onlyFailed === true && { onlyFailed }),
    };
  }

  private apply(event: RunEvent): Finish | undefined {
    let finish: Finish | undefined;
    for (const command of this.reducer.apply([event]).commands) {
      if (command.type === 'schedule') this.open.push(command);
      if (command.type === 'finish') finish = command;
    }
    for (const { path, taskId, mapIndex } of this.reducer.snapshot()) {
      this.paths.set(keyOf(taskId, mapIndex), path);
    }
    return finish;
  }

  /** The next end of a running task, by the order of the case, then by id and index. */
  private report(round: CaseRound): RunEvent {
    this.open.sort((left, right) => this.compare(left, right));
    const next = this.open.shift();
    if (next === undefined) throw new Error('Nothing runs, and the run has not ended.');
    const { path, node, mapIndex } = next;
    const scripted = round.script?.[keyOf(node.id, mapIndex)] ?? {};
    const outcome = lastOf(scripted);
    if (outcome === 'skipped') return { type: 'skipped', path, reason: 'Not needed.' };
    if (outcome === 'failed') {
      return { type: 'failed', path, error: { type: 'TaskFailed', message: 'No.' } };
    }
    return { type: 'succeeded', path, output: { kind: 'inline', value: valueOf(outcome) } };
  }

  private compare(left: Schedule, right: Schedule): number {
    const rank = (of: Schedule): number => this.rank.get(of.node.id) ?? 0;
    const byId = left.node.id < right.node.id ? -1 : left.node.id > right.node.id ? 1 : 0;
    const byIndex = (left.mapIndex[0] ?? -1) - (right.mapIndex[0] ?? -1);
    return rank(left) - rank(right) || byId || byIndex;
  }
}

function lastOf(outcome: CaseOutcome | readonly CaseOutcome[]): CaseOutcome {
  return Array.isArray(outcome)
    ? ((outcome as readonly CaseOutcome[]).at(-1) ?? {})
    : (outcome as CaseOutcome);
}

function valueOf({ n = 1, ok = true, pick }: Exclude<CaseOutcome, string>): JsonObject {
  const list: Json = Array.from({ length: n }, (_, index) => index);
  return {
    ok,
    n: list,
    ...(pick !== undefined && { pick: typeof pick === 'string' ? pick : [...pick] }),
  };
}
