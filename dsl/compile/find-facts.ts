import type { ValuePath } from '../plan/expression.ts';
import type { Fact } from '../plan/plan.ts';
import { allNodes } from '../runtime/task-bodies.ts';
import type { DagDraft, NodeDraft, RepeatNodeDraft, StartedNodeDraft } from '../scope/draft.ts';
import { partsOf, stepInto, type ExpressionDraft } from '../scope/expression-draft.ts';

type Want = Fact['want'];
/** Longer paths into a loop's state come only of schemas that hold themselves; then all travels. */
const DEEPEST_STATE_PATH = 32;

/**
 * Finds what control flow reads of each node's output: these values must travel inline, all others
 * may stay in the object store.
 *
 * F1 Conditions and branch keys need values; the items of a map need a length, if the length of
 *    what they are made of is enough to tell theirs.
 * F2 What is read of a branch or a map is read of the nodes whose values its regions return.
 * F3 What is read of an item is read of the list it comes from, which then travels whole.
 * F4 What is read of a loop's state is read of its initial value and of what its body returns; what
 *    is read of a resource, of what its setup returns.
 * F5 What the engine itself acts on (a child's params, a time, a pattern, a question) is a value.
 */
export function findFacts(draft: DagDraft): ReadonlyMap<NodeDraft, readonly Fact[]> {
  const facts = new Map<NodeDraft, Map<string, Fact>>();
  const demand = new Demand(facts);
  for (const node of allNodes(draft.root)) {
    if (node.kind === 'branch') demand.of(node.on, 'value');
    if (node.kind === 'shortCircuit') demand.of(node.condition, 'value');
    if (node.kind === 'map') demand.of(node.items, 'length');
    if (node.kind === 'repeat') demand.of(node.until, 'value');
    if (readByEngine(node)) demand.of(node.input, 'value');
  }
  return new Map([...facts].map(([node, found]) => [node, [...found.values()]]));
}

/** Started nodes whose input no worker resolves. */
function readByEngine(
  node: NodeDraft,
): node is Exclude<StartedNodeDraft, { kind: 'task' | 'sensor' }> {
  return ['childDag', 'waitUntil', 'waitForEvent', 'approval'].includes(node.kind);
}

class Demand {
  readonly #facts: Map<NodeDraft, Map<string, Fact>>;
  readonly #askedOfState = new Map<NodeDraft, Set<string>>();
  readonly #asked = new WeakMap<ExpressionDraft, Set<Want>>();

  constructor(facts: Map<NodeDraft, Map<string, Fact>>) {
    this.#facts = facts;
  }

  of(expression: ExpressionDraft, want: Want): void {
    const asked = this.#asked.get(expression) ?? new Set();
    if (asked.has(want)) return;
    this.#asked.set(expression, asked.add(want));
    switch (expression.kind) {
      case 'output':
        this.#ofNode(expression.node, expression.path, want);
        return;
      case 'item':
        this.#ofItem(expression.map.items, expression.path);
        return;
      case 'state':
        this.#ofState(expression.owner, expression.path, want);
        return;
      case 'resource':
        this.of(into(expression.owner.setup.result, expression.path), want);
        return;
      case 'list':
        // The length of a list of expressions is written down.
        if (want === 'value') expression.items.forEach((item) => this.of(item, 'value'));
        return;
      case 'call':
        this.#ofCall(expression, want);
        return;
      default:
        partsOf(expression).forEach((part) => this.of(part, 'value'));
    }
  }

  #ofCall(call: Extract<ExpressionDraft, { kind: 'call' }>, want: Want): void {
    const [first] = call.args;
    if (call.operator === 'length' && first !== undefined) {
      this.of(first, 'length');
    } else if (want === 'length' && call.operator === 'concat') {
      call.args.forEach((list) => this.of(list, 'length'));
    } else if (want === 'length' && (call.operator === 'zip' || call.operator === 'cross')) {
      if (first !== undefined) partsOf(first).forEach((list) => this.of(list, 'length'));
    } else {
      call.args.forEach((arg) => this.of(arg, 'value'));
    }
  }

  /** One element cannot be asked for alone, since its position is known in the run only. */
  #ofItem(items: ExpressionDraft, path: ValuePath): void {
    if (items.kind === 'list') {
      items.items.forEach((item) => this.of(into(item, path), 'value'));
    } else if (items.kind === 'call' && (items.operator === 'zip' || items.operator === 'cross')) {
      const [lists] = items.args;
      const [column] = path;
      if (lists?.kind === 'object' && typeof column === 'string') {
        this.of(stepInto(lists, column), 'value');
      } else this.of(items, 'value');
    } else this.of(items, 'value');
  }

  #ofNode(node: NodeDraft, path: ValuePath, want: Want): void {
    if (node.kind === 'map') {
      const [, ...rest] = path;
      // The engine counts the items of a map itself.
      if (path.length > 0 || want === 'value') this.of(into(node.body.result, rest), 'value');
    } else if (node.kind === 'repeat' || node.kind === 'withResource') {
      this.of(into(node.body.result, path), want);
    } else if (node.kind === 'branch') {
      this.#ofBranch(node, path, want);
    } else if (node.kind !== 'shortCircuit') {
      const known = this.#facts.get(node) ?? new Map<string, Fact>();
      this.#facts.set(node, known.set(JSON.stringify([path, want]), { path, want }));
    }
  }

  /** A state may be made of the state before it, so that the same can be asked again and again. */
  #ofState(node: RepeatNodeDraft, given: ValuePath, want: Want): void {
    const path = given.length > DEEPEST_STATE_PATH ? [] : given;
    const asked = this.#askedOfState.get(node) ?? new Set<string>();
    const key = JSON.stringify([path, want]);
    if (asked.has(key)) return;
    this.#askedOfState.set(node, asked.add(key));
    this.of(into(node.initial, path), want);
    this.of(into(node.body.result, path), want);
  }

  #ofBranch(node: Extract<NodeDraft, { kind: 'branch' }>, path: ValuePath, want: Want): void {
    const [chosen, ...rest] = path;
    for (const { key, region } of node.cases) {
      if (!node.many) this.of(into(region.result, path), want);
      else if (chosen === undefined) this.of(region.result, 'value');
      else if (chosen === key) this.of(into(region.result, rest), want);
    }
  }
}

function into(expression: ExpressionDraft, path: ValuePath): ExpressionDraft {
  return path.reduce<ExpressionDraft>((value, step) => stepInto(value, String(step)), expression);
}
