import { wordOf } from '../../dsl/plan/word-of-node.ts';
import type { PlanNode } from '../../dsl/plan/plan.ts';
import { durationText } from './duration-text.ts';

/** What is unusual about a node, for a picture: its kind, its queue, its trigger rule. */
export function nodeNotes(node: PlanNode): readonly string[] {
  return [...ownNotes(node), ...ruleNote(node)];
}

function ownNotes(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'task':
      return [...queueNote(node.options.queue), ...(node.options.local === true ? ['local'] : [])];
    case 'sensor':
      return [...queueNote(node.options.queue), `asks every ${durationText(node.poke.intervalMs)}`];
    case 'map':
      return node.maxParallel === undefined ? [] : [`at most ${node.maxParallel} at once`];
    case 'branch':
      return node.many ? ['every chosen case'] : [];
    case 'childDag':
      return [node.wait ? `waits for ${node.dagId}` : `starts ${node.dagId}`];
    case 'repeat':
      return [`at most ${node.maxIterations} times`];
    case 'waitForEvent':
      return [`${node.sourceKind} ${node.source}`, ...limitNote(node.timeoutMs)];
    case 'approval':
      return [
        ...(node.approvers === 1 ? [] : [`${node.approvers} approvers`]),
        ...limitNote(node.timeoutMs),
      ];
    case 'withResource':
      return node.teardownWhen === 'failure' ? ['torn down on failure only'] : [];
    case 'shortCircuit':
    case 'waitUntil':
      return [];
  }
}

function queueNote(queue: string): readonly string[] {
  return queue === 'cpu' ? [] : [queue];
}

function limitNote(timeoutMs: number | undefined): readonly string[] {
  return timeoutMs === undefined ? [] : [`at most ${durationText(timeoutMs)}`];
}

function ruleNote(node: PlanNode): readonly string[] {
  return 'triggerRule' in node && node.triggerRule !== 'all_success' ? [node.triggerRule] : [];
}

/** The word before a node's id; none for a task. */
export function nodeWord(node: PlanNode): string {
  return node.kind === 'task' ? '' : `${wordOf(node)} `;
}
