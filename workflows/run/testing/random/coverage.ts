import type { Region } from '../../../../dsl/plan/plan.ts';
import { regionsOfNode } from '../../../../dsl/plan/node-regions.ts';
import type { RunCommand } from '../../command.ts';
import type { RunEvent } from '../../event.ts';
import type { Played } from './agrees-with-model.ts';
import { allNodes } from '../model/plan-edges.ts';
import { commandsOf, transitionsOf } from './play-run.ts';

/** What random runs met, and in how many of them. */
export class Coverage {
  private readonly seen = new Map<string, number>();

  take(played: Played): void {
    for (const met of metIn(played)) this.seen.set(met, (this.seen.get(met) ?? 0) + 1);
  }

  /** What was met in fewer than so many runs. */
  rare(least: number): readonly string[] {
    return WORTH_MEETING.filter((each) => (this.seen.get(each) ?? 0) < least);
  }

  toString(): string {
    return [...this.seen]
      .sort(([, left], [, right]) => right - left)
      .map(([met, count]) => `${met}: ${count}`)
      .join('\n');
  }
}

const WORTH_MEETING = [
  'items',
  'items of items',
  'no items',
  'not a list',
  'unchosen case',
  'unknown case',
  'short-circuit',
  'cancel with tasks in flight',
  'up_for_retry',
  'skipped',
  'failed',
  'upstream_failed',
  'run success',
  'run failed',
  'ten tasks',
  'sensor',
  'childDag',
  'waitUntil',
  'waitForEvent',
  'approval',
  'clear',
  'clear at the end',
  'restarting',
  'mark',
  'mark at the end',
  'pause',
  'new execution',
  'removed',
  'second iteration',
  'loop not converged',
  'torn down after a cancel',
  'torn down',
  'failFast',
  'limited',
];

function metIn({ acts, renewals, plan }: Played): ReadonlySet<string> {
  const met = new Set<string>();
  const teardowns = teardownTasks(plan.root);
  const loops = loopTasks(plan.root);
  if (plan.settings.maxActiveTasks !== undefined) met.add('limited');
  const commands = commandsOf(acts);
  commands.forEach((command) => addCommand(met, command));
  if (commands.filter(({ type }) => type === 'schedule').length >= 10) met.add('ten tasks');
  if (renewals > 0) met.add('new execution');
  let done = false;
  let cancelled = false;
  for (const { batch, step } of acts) {
    for (const event of batch) {
      addEvent(met, event, done);
      if (event.type === 'cancel') cancelled = true;
      if (event.type === 'clear') cancelled = false;
    }
    for (const command of step.commands) {
      if (command.type !== 'schedule' || !teardowns.has(command.node.id)) continue;
      met.add(cancelled ? 'torn down after a cancel' : 'torn down');
    }
    done = step.commands.some(({ type }) => type === 'finish');
  }
  for (const { state, reason = '', taskId, mapIndex } of transitionsOf(acts)) {
    met.add(state);
    if (loops.has(taskId) && (mapIndex.at(-1) ?? 0) > 0) met.add('second iteration');
    if (reason.startsWith('The list has no items')) met.add('no items');
    if (reason.startsWith('ItemsNotAList')) met.add('not a list');
    if (reason.includes('" chose ')) met.add('unchosen case');
    if (reason.startsWith('UnknownCase')) met.add('unknown case');
    if (reason.startsWith('Short-circuited')) met.add('short-circuit');
    if (reason.startsWith('LoopNotConverged')) met.add('loop not converged');
    if (reason.startsWith('FailFast')) met.add('failFast');
  }
  return met;
}

function addCommand(met: Set<string>, command: RunCommand): void {
  if (command.type === 'stop') met.add('cancel with tasks in flight');
  if (command.type === 'finish') {
    met.add(`run ${command.state}`);
    if (command.removed.length > 0) met.add('removed');
  }
  if (command.type !== 'schedule') return;
  met.add(command.node.kind);
  if (command.mapIndex.length > 0) met.add('items');
  if (command.mapIndex.length > 1) met.add('items of items');
}

function addEvent(met: Set<string>, event: RunEvent, done: boolean): void {
  if (event.type === 'clear' || event.type === 'mark') {
    met.add(done ? `${event.type} at the end` : event.type);
  }
  if (event.type === 'pause') met.add('pause');
}

function teardownTasks(root: Region): ReadonlySet<string> {
  return new Set(
    allNodes(root)
      .flatMap(regionsOfNode)
      .filter(({ role }) => role === 'teardown')
      .flatMap(({ region }) => allNodes(region))
      .map(({ id }) => id),
  );
}

function loopTasks(root: Region): ReadonlySet<string> {
  const loops = allNodes(root).flatMap((node) => (node.kind === 'repeat' ? [node.body] : []));
  return new Set(loops.flatMap(({ nodes }) => nodes.map(({ id }) => id)));
}
