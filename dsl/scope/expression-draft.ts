import type { Operator, ValuePath } from '../plan/expression.ts';
import type { Json } from '../plan/json.ts';
import type {
  MapNodeDraft,
  NodeDraft,
  RegionDraft,
  RepeatNodeDraft,
  ResourceNodeDraft,
} from './draft.ts';

/** An expression of a plan that still points at nodes, since some get their ids late. */
export type ExpressionDraft =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'output'; readonly node: NodeDraft; readonly path: ValuePath }
  | { readonly kind: 'params' | 'run' | 'events'; readonly path: ValuePath }
  /** What a region offers its body: an item, a state, a resource. `scope` is that region. */
  | {
      readonly kind: 'item';
      readonly map: MapNodeDraft;
      readonly scope: RegionDraft;
      readonly path: ValuePath;
    }
  | { readonly kind: 'index'; readonly map: MapNodeDraft; readonly scope: RegionDraft }
  | {
      readonly kind: 'state';
      readonly owner: RepeatNodeDraft;
      readonly scope: RegionDraft;
      readonly path: ValuePath;
    }
  | { readonly kind: 'iteration'; readonly owner: RepeatNodeDraft; readonly scope: RegionDraft }
  | {
      readonly kind: 'resource';
      readonly owner: ResourceNodeDraft;
      readonly scope: RegionDraft;
      readonly path: ValuePath;
    }
  | { readonly kind: 'list'; readonly items: readonly ExpressionDraft[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, ExpressionDraft> }
  | {
      readonly kind: 'template';
      readonly text: readonly string[];
      readonly values: readonly ExpressionDraft[];
    }
  | {
      readonly kind: 'call';
      readonly operator: Operator;
      readonly args: readonly ExpressionDraft[];
      readonly path: ValuePath;
    };

export const ABSENT: ExpressionDraft = { kind: 'literal', value: null };

/** The parts an expression is made of. */
export function partsOf(expression: ExpressionDraft): readonly ExpressionDraft[] {
  switch (expression.kind) {
    case 'list':
      return expression.items;
    case 'object':
      return [...expression.fields.values()];
    case 'template':
      return expression.values;
    case 'call':
      return expression.args;
    default:
      return [];
  }
}

/** One step into the value an expression will have. */
export function stepInto(expression: ExpressionDraft, key: string): ExpressionDraft {
  switch (expression.kind) {
    case 'object':
      return expression.fields.get(key) ?? ABSENT;
    case 'literal':
      return { kind: 'literal', value: fieldOf(expression.value, key) };
    case 'list':
    case 'template':
    case 'index':
    case 'iteration':
      return ABSENT;
    default:
      return { ...expression, path: [...expression.path, key] };
  }
}

function fieldOf(value: Json, key: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  // Array.isArray does not narrow readonly arrays away.
  const fields = value as { readonly [key: string]: Json };
  return Object.hasOwn(fields, key) ? (fields[key] ?? null) : null;
}

/** Nodes whose outputs an expression reads, each once, in the order they are read. */
export function nodesRead(expression: ExpressionDraft): ReadonlySet<NodeDraft> {
  const found = new Set<NodeDraft>();
  const visit = (part: ExpressionDraft): void => {
    if (part.kind === 'output') found.add(part.node);
    partsOf(part).forEach(visit);
  };
  visit(expression);
  return found;
}

/** As an author would write it: `train.accuracy`, `params.url`. */
export function describeExpression(expression: ExpressionDraft): string {
  switch (expression.kind) {
    case 'output':
      return [expression.node.id || 'map', ...expression.path].join('.');
    case 'params':
    case 'run':
    case 'events':
    case 'item':
    case 'state':
    case 'resource':
      return [expression.kind, ...expression.path].join('.');
    case 'call':
      return [`${expression.operator}(…)`, ...expression.path].join('.');
    case 'index':
    case 'iteration':
    case 'template':
    case 'list':
    case 'object':
    case 'literal':
      return expression.kind;
  }
}
