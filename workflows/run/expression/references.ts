import type { Expression } from '../../../dsl/plan/expression.ts';
import type { PlanNode } from '../../../dsl/plan/plan.ts';

/** What an expression reads from elsewhere in the run: a node, or a container around it. */
export type Reference = Extract<
  Expression,
  { kind: 'output' | 'item' | 'index' | 'state' | 'iteration' | 'resource' }
>;

export function* referencesIn(expression: Expression): Generator<Reference> {
  switch (expression.kind) {
    case 'list':
      for (const each of expression.items) yield* referencesIn(each);
      return;
    case 'object':
      for (const each of Object.values(expression.fields)) yield* referencesIn(each);
      return;
    case 'template':
      for (const each of expression.values) yield* referencesIn(each);
      return;
    case 'call':
      for (const each of expression.args) yield* referencesIn(each);
      return;
    case 'literal':
    case 'params':
    case 'run':
    case 'events':
      return;
    default:
      yield expression;
  }
}

/** The expressions a node evaluates itself; those of its regions are their nodes' and results'. */
export function expressionsOf(node: PlanNode): readonly Expression[] {
  switch (node.kind) {
    case 'map':
      return [node.items];
    case 'branch':
      return [node.on];
    case 'shortCircuit':
      return [node.condition];
    case 'repeat':
      return [node.initial, node.until];
    case 'withResource':
      return [];
    default:
      return [node.input];
  }
}
