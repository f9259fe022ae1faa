import { ModelFault } from './model-fault.ts';
import type { ScanLimits } from './scan-model.ts';

/** A graph or function of the file: how many nodes it has and what they call. */
export interface FunctionBody {
  nodes: number;
  /** Domain, operator and overload as JSON, with how often. */
  readonly calls: Map<string, number>;
}

/**
 * Every operator belongs to the runtime or is a function of the file; functions call none of those
 * that call them; and written out where they are called, as a runtime does it, all nodes stay
 * within the limit: a few functions that call each other twice would be millions of nodes.
 *
 * @throws ModelFault
 */
export function checkCalls(
  main: FunctionBody,
  functions: ReadonlyMap<string, FunctionBody>,
  limits: ScanLimits,
  domains: ReadonlySet<string>,
): void {
  const sizes = new Map<FunctionBody, number>();
  const open = new Set<FunctionBody>();
  const sizeOf = (body: FunctionBody): number => {
    const known = sizes.get(body);
    if (known !== undefined) return known;
    if (open.has(body)) throw new ModelFault('RECURSIVE_FUNCTION', 'a function in it calls itself');
    if (open.size > limits.depth) {
      throw new ModelFault('NESTED_TOO_DEEP', 'its functions are nested too deep');
    }
    open.add(body);
    let size = body.nodes;
    for (const [call, times] of body.calls) {
      const called = functions.get(call);
      if (called !== undefined) size += times * sizeOf(called);
      else checkDomain(call, domains);
    }
    open.delete(body);
    sizes.set(body, size);
    return size;
  };
  const all = [main, ...functions.values()];
  if (all.some((body) => sizeOf(body) > limits.nodes)) {
    throw new ModelFault(
      'TOO_MANY_NODES',
      `with its functions written out it has more than ${limits.nodes} nodes`,
    );
  }
}

function checkDomain(call: string, domains: ReadonlySet<string>): void {
  // Made by JSON.stringify of a list whose first entry is the domain.
  const [domain = ''] = JSON.parse(call) as string[];
  if (domains.has(domain)) return;
  throw new ModelFault(
    'UNKNOWN_OPERATOR_SET',
    `it uses operators of the unknown set ${JSON.stringify(domain.slice(0, 80))}`,
  );
}
