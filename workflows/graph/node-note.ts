import type { PlanNode } from '../../dsl/plan/plan.ts';

/** What is unusual about a node, for a picture: its kind, its queue, its trigger rule. */
export function nodeNotes(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'task':
      return [
        ...(node.options.queue === 'cpu' ? [] : [node.options.queue]),
        ...(node.triggerRule === 'all_success' ? [] : [node.triggerRule]),
      ];
    case 'map':
      return node.maxParallel === undefined ? [] : [`at most ${node.maxParallel} at once`];
    case 'branch':
      return node.many ? ['every chosen case'] : [];
    case 'shortCircuit':
      return [];
    case 'sensor':
      return [...(node.options.queue === 'cpu' ? [] : [node.options.queue])];
    case 'childDag':
      return [node.wait ? `waits for ${node.dagId}` : `starts ${node.dagId}`];
    case 'repeat':
      return [`at most ${node.maxIterations} times`];
    case 'waitForEvent':
      return [node.source];
    case 'waitUntil':
    case 'approval':
    case 'withResource':
      return [];
    case 'pending':
      return [];
  }
}

/** The word before a node's id; none for a task. */
export function nodeWord(node: PlanNode): string {
  switch (node.kind) {
    case 'task':
      return '';
    case 'pending':
      return `${node.word} `;
    case 'childDag':
      return node.wait ? 'runDag ' : 'triggerDag ';
    default:
      return `${node.kind} `;
  }
}
