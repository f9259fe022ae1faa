import type { Expression } from '../plan/expression.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';

/** The expression with names in place of nodes; all ids are known by now. */
export function compileExpression(draft: ExpressionDraft): Expression {
  switch (draft.kind) {
    case 'literal':
    case 'params':
    case 'run':
    case 'events':
      return draft;
    case 'output':
      return { kind: 'output', node: draft.node.id, path: draft.path };
    case 'item':
      return { kind: 'item', map: draft.map.id, path: draft.path };
    case 'index':
      return { kind: 'index', map: draft.map.id };
    case 'state':
      return { kind: 'state', repeat: draft.owner.id, path: draft.path };
    case 'iteration':
      return { kind: 'iteration', repeat: draft.owner.id };
    case 'resource':
      return { kind: 'resource', resource: draft.owner.id, path: draft.path };
    case 'list':
      return { kind: 'list', items: draft.items.map(compileExpression) };
    case 'object':
      return {
        kind: 'object',
        fields: Object.fromEntries(
          [...draft.fields].map(([name, field]) => [name, compileExpression(field)]),
        ),
      };
    case 'template':
      return { kind: 'template', text: draft.text, values: draft.values.map(compileExpression) };
    case 'call':
      return {
        kind: 'call',
        operator: draft.operator,
        args: draft.args.map(compileExpression),
        path: draft.path,
      };
  }
}
