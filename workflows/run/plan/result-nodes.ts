import type { Expression } from '../../../dsl/plan/expression.ts';

/** Ids of the nodes whose outputs an expression reads, in the order it reads them. */
export interface ResultNodes {
  readonly all: ReadonlySet<string>;
  /** Those outside of `coalesce`, which is there to do without. */
  readonly needed: ReadonlySet<string>;
}

export function resultNodes(expression: Expression): ResultNodes {
  const all = new Set<string>();
  const needed = new Set<string>();
  collect(expression, false, (id, optional) => {
    all.add(id);
    if (!optional) needed.add(id);
  });
  return { all, needed };
}

function collect(
  expression: Expression,
  optional: boolean,
  found: (id: string, optional: boolean) => void,
): void {
  switch (expression.kind) {
    case 'output':
      found(expression.node, optional);
      return;
    case 'list':
      expression.items.forEach((each) => collect(each, optional, found));
      return;
    case 'object':
      Object.values(expression.fields).forEach((each) => collect(each, optional, found));
      return;
    case 'template':
      expression.values.forEach((each) => collect(each, optional, found));
      return;
    case 'call': {
      const lenient = optional || expression.operator === 'coalesce';
      expression.args.forEach((each) => collect(each, lenient, found));
      return;
    }
    default:
  }
}
