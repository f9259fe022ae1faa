import type { StartedNode } from '../plan/plan.ts';
import type { StartedNodeDraft } from '../scope/draft.ts';
import type { TaskDefinition } from '../task/task-definition.ts';
import { withoutUndefined } from '../task/option-reader.ts';
import { compileExpression } from './compile-expression.ts';

type Own<T> = T extends unknown ? Omit<T, 'id' | 'upstream' | 'group' | 'doc' | 'facts'> : never;

/** What a started node says besides what all nodes say. */
export function compileStarted(
  node: StartedNodeDraft,
  definitions: ReadonlyMap<TaskDefinition, number>,
): Own<StartedNode> {
  const input = compileExpression(node.input);
  const { triggerRule } = node;
  switch (node.kind) {
    case 'task':
    case 'sensor': {
      const { options, outlets } = node;
      const definition = definitions.get(node.definition) ?? 0;
      const body = { definition, input, triggerRule, options, outlets };
      return node.kind === 'task'
        ? { kind: 'task', ...body }
        : { kind: 'sensor', ...body, poke: node.poke };
    }
    case 'childDag': {
      const { kind, dagId, wait, cancel, options } = node;
      return { kind, input, triggerRule, dagId, wait, cancel, options };
    }
    case 'waitUntil':
      return { kind: 'waitUntil', input, triggerRule };
    case 'waitForEvent': {
      const { kind, source, sourceKind, payload, timeoutMs, softFail } = node;
      const given = withoutUndefined({ payload, timeoutMs });
      return { kind, input, triggerRule, source, sourceKind, ...given, softFail };
    }
    case 'approval': {
      const { kind, form, assignees, approvers, timeoutMs, onTimeout } = node;
      const timeout = withoutUndefined({ timeoutMs });
      return { kind, input, triggerRule, form, assignees, approvers, ...timeout, onTimeout };
    }
  }
}
