import type { Expression } from '../../../dsl/plan/expression.ts';
import type { Json } from '../../../dsl/plan/json.ts';
import type { BranchNode, CompiledPlan, PlanNode, Region } from '../../../dsl/plan/plan.ts';
import type { Loose } from '../expression/loose.ts';
import { applyOperator } from '../expression/operators.ts';
import { isList, stepInto } from '../expression/step-into.ts';
import { instancePath, type MapScope } from '../instance-path.ts';
import type { FinalState, TaskState } from '../state.ts';
import { triggerDecision } from '../trigger-decision.ts';

/** A region at one place of the run. Made anew whenever it is asked for. */
interface Place {
  readonly region: Region;
  readonly key: string;
  readonly index: number;
  readonly around?: { readonly place: Place; readonly node: PlanNode };
}
type Count = { -readonly [K in FinalState | 'total']: number };

/**
 * The run reducer once more, for tests: tiny, slow, with nothing remembered but what was decided.
 * After each event it looks at all instances from the first, changes the first that can change, and
 * begins again, until none can.
 */
export class ReferenceModel {
  readonly states = new Map<string, TaskState>();
  readonly started: string[] = [];
  readonly inputs = new Map<string, Loose>();
  private readonly outputs = new Map<string, Json>();
  private readonly itemCount = new Map<string, number>();
  private readonly entered = new Map<string, number>();
  private readonly chosen = new Map<string, readonly string[]>();
  private readonly off = new Set<string>();
  private readonly plan: CompiledPlan;
  private readonly upstreams: ReadonlyMap<PlanNode, readonly string[]>;
  private readonly watchedIn: ReadonlyMap<Region, readonly PlanNode[]>;
  private cancelled = false;

  constructor(plan: CompiledPlan) {
    this.plan = plan;
    const nodes = allNodes(plan.root);
    this.upstreams = new Map(nodes.map((node) => [node, upstreamOf(node)]));
    const regions = [plan.root, ...nodes.flatMap(regionsIn)];
    const cases = new Set(nodes.flatMap((node) => (node.kind === 'branch' ? regionsIn(node) : [])));
    this.watchedIn = new Map(regions.map((each) => [each, watchedOf(each, cases.has(each))]));
  }

  start(): void {
    this.rest();
  }
  cancel(): void {
    this.cancelled = true;
    this.rest();
  }
  report(path: string, state: FinalState, output?: Json): void {
    this.states.set(path, this.cancelled ? 'failed' : state);
    if (output !== undefined) this.outputs.set(path, output);
    this.rest();
  }
  get finished(): boolean {
    return this.ended(this.root());
  }
  get runState(): 'success' | 'failed' {
    const leaves = this.sum(this.root(), this.watched(this.plan.root));
    return this.cancelled || leaves.failed + leaves.upstream_failed > 0 ? 'failed' : 'success';
  }
  get result(): Loose {
    return this.value(this.plan.root.result, this.root());
  }

  private rest(): void {
    while (this.changeFirst(this.root()));
  }

  private changeFirst(place: Place): boolean {
    return place.region.nodes.some(
      (node) =>
        this.inside(place, node).some((inner) => this.changeFirst(inner)) ||
        this.change(place, node),
    );
  }

  private change(place: Place, node: PlanNode): boolean {
    const path = this.path(place, node);
    const state = this.states.get(path);
    if (state === undefined) return this.decide(place, node, path);
    if (state !== 'running' || node.kind === 'task') return false;
    const inner = this.inside(place, node);
    if (node.kind === 'map') return this.goOn(place, node, path, inner);
    const tally = this.emptyCount();
    for (const each of inner.filter(({ key }) => this.chosen.get(path)?.includes(key))) {
      add(tally, this.sum(each, this.watched(each.region)));
      for (const shown of this.shown(each.region)) {
        if (!each.region.nodes.includes(shown)) {
          add(tally, this.tally(this.home(each, shown), shown));
        }
      }
    }
    return done(tally) && this.end(path, summary(tally));
  }

  private goOn(place: Place, node: PlanNode, path: string, inner: readonly Place[]): boolean {
    if (node.kind !== 'map') return false;
    const count = this.itemCount.get(path) ?? 0;
    const open = inner.filter((each) => !this.ended(each)).length;
    const stopping = this.cancelled || this.isOff(place, node);
    if (inner.length < count && (stopping || open < (node.maxParallel ?? count))) {
      this.entered.set(path, inner.length + 1);
      return true;
    }
    if (inner.length < count || open > 0) return false;
    const tally = this.tally(place, node);
    if (this.watched(node.body).length === 0) {
      return this.end(path, 'success');
    }
    const skipped = tally.skipped > 0 && tally.skipped < tally.total ? 'success' : undefined;
    const state = summary(tally);
    return this.end(path, state === 'skipped' ? (skipped ?? state) : state);
  }

  private decide(place: Place, node: PlanNode, path: string): boolean {
    const barred = this.barred(place);
    if (this.cancelled) return this.endAll(node, path, 'skipped');
    if (barred !== undefined) return this.endAll(node, path, barred);
    if (this.isOff(place, node)) return this.endAll(node, path, 'skipped');
    const upstream = this.emptyCount();
    for (const id of this.upstream(node)) {
      const [home, found] = this.find(place, id);
      add(upstream, this.tally(home, found));
    }
    const rule = node.kind === 'task' ? node.triggerRule : 'all_success';
    const decision = triggerDecision(rule, upstream);
    if (decision === 'wait') return false;
    if (decision !== 'run') return this.endAll(node, path, decision);
    try {
      this.enter(place, node, path);
    } catch {
      this.endAll(node, path, 'failed');
    }
    return true;
  }

  private enter(place: Place, node: PlanNode, path: string): void {
    if (node.kind === 'task') {
      this.inputs.set(path, this.value(node.input, place));
      this.states.set(path, 'scheduled');
      this.started.push(path);
    } else if (node.kind === 'map') {
      const items = this.value(node.items, place);
      if (!isList(items)) throw new Error('not a list');
      this.itemCount.set(path, items.length);
      this.states.set(path, items.length === 0 ? 'skipped' : 'running');
    } else if (node.kind === 'branch') {
      this.chosen.set(path, keysOf(node, this.value(node.on, place)));
      this.states.set(path, 'running');
    } else if (node.kind === 'shortCircuit') {
      const passes = this.value(node.condition, place);
      if (typeof passes !== 'boolean') throw new Error('not a condition');
      this.outputs.set(path, passes);
      if (!passes) this.turnOff(place, node, node.ignoreDownstreamTriggerRules);
      this.states.set(path, 'success');
    }
  }

  private endAll(node: PlanNode, path: string, state: FinalState): boolean {
    if (node.kind === 'branch') this.chosen.set(path, []);
    return this.end(path, state);
  }

  private end(path: string, state: FinalState): boolean {
    this.states.set(path, state);
    return true;
  }

  /** Why nothing may start here: the state of the nearest case that was not chosen. */
  private barred(place: Place): FinalState | undefined {
    const { around } = place;
    if (around?.node.kind !== 'branch') return undefined;
    const path = this.path(around.place, around.node);
    if (this.chosen.get(path)?.includes(place.key)) return undefined;
    const state = this.states.get(path);
    return state === 'failed' || state === 'upstream_failed' ? 'upstream_failed' : 'skipped';
  }

  private turnOff(place: Place, from: PlanNode, transitive: boolean): void {
    const names = new Set([from.id]);
    const off = new Set<string>();
    const visit = (region: Region, inOff: boolean): boolean =>
      region.nodes
        .map((node) => {
          const reached = inOff || this.upstream(node).some((id) => names.has(id));
          if (reached) off.add(node.id);
          const inner = regionsIn(node).map((each) => visit(each, reached && transitive));
          if (transitive && (reached || inner.includes(true))) names.add(node.id);
          return reached || inner.includes(true);
        })
        .includes(true);
    for (let before = -1; before < names.size + off.size;) {
      before = names.size + off.size;
      visit(place.region, false);
    }
    for (const id of off) this.off.add(`${this.placeKey(place)}/${id}`);
  }

  private isOff(place: Place, node: PlanNode): boolean {
    for (let at: Place | undefined = place; at; at = at.around?.place) {
      if (this.off.has(`${this.placeKey(at)}/${node.id}`)) return true;
    }
    return false;
  }

  private tally(place: Place, node: PlanNode): Count {
    const path = this.path(place, node);
    const count = this.itemCount.get(path) ?? 0;
    if (node.kind === 'map' && count > 0) {
      const leaves = this.watched(node.body);
      const tally = this.emptyCount();
      for (const each of this.inside(place, node)) add(tally, this.sum(each, leaves));
      tally.total += leaves.length * (count - this.inside(place, node).length);
      if (leaves.length > 0) return tally;
    }
    const one = this.emptyCount();
    one.total = 1;
    const state = this.states.get(path);
    if (state !== undefined && isEnd(state)) one[state] = 1;
    return one;
  }

  private sum(place: Place, nodes: readonly PlanNode[]): Count {
    const tally = this.emptyCount();
    for (const node of nodes) add(tally, this.tally(place, node));
    return tally;
  }

  private watched(region: Region): readonly PlanNode[] {
    return this.watchedIn.get(region) ?? [];
  }

  private upstream(node: PlanNode): readonly string[] {
    return this.upstreams.get(node) ?? [];
  }

  private shown(region: Region): PlanNode[] {
    const ids = new Set(reads(region.result));
    return allNodes(this.plan.root).filter(({ id }) => ids.has(id));
  }

  private value(expression: Expression, place: Place): Loose {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'output': {
        const [home, node] = this.find(place, expression.node);
        return stepInto(this.output(home, node), expression.path);
      }
      case 'item': {
        let at: Place | undefined = place;
        while (at && at.around?.node.id !== expression.map) at = at.around?.place;
        const map = at?.around;
        if (at === undefined || map?.node.kind !== 'map') throw new Error('no such map');
        return stepInto(this.value(map.node.items, map.place), [at.index, ...expression.path]);
      }
      case 'list':
        return expression.items.map((item) => this.value(item, place));
      case 'object':
        return Object.fromEntries(
          Object.entries(expression.fields).map(([key, field]) => [key, this.value(field, place)]),
        );
      case 'call': {
        const args = expression.args.map((arg) => this.value(arg, place));
        return stepInto(applyOperator(expression.operator, args), expression.path);
      }
      default:
        throw new Error(`not modelled: ${expression.kind}`);
    }
  }

  private output(place: Place, node: PlanNode): Loose {
    const path = this.path(place, node);
    const inner = this.inside(place, node);
    if (node.kind === 'map') {
      const count = this.itemCount.get(path);
      if (count === undefined) return undefined;
      return Array.from({ length: count }, (_, index) => this.resultOf(inner[index]));
    }
    if (this.states.get(path) !== 'success') return undefined;
    if (node.kind !== 'branch') return this.outputs.get(path);
    const keys = this.chosen.get(path) ?? [];
    const results = inner.map(
      (each) => [each.key, keys.includes(each.key) ? this.resultOf(each) : undefined] as const,
    );
    if (node.many) return Object.fromEntries(results);
    return results.find(([key]) => keys.includes(key))?.[1];
  }

  private resultOf(place: Place | undefined): Loose {
    if (place === undefined) return undefined;
    const own = this.shown(place.region).filter((node) => place.region.nodes.includes(node));
    const there = own.every((node) =>
      node.kind === 'map'
        ? this.itemCount.has(this.path(place, node))
        : this.states.get(this.path(place, node)) === 'success',
    );
    return there ? this.value(place.region.result, place) : undefined;
  }

  private root(): Place {
    return { region: this.plan.root, key: '', index: 0 };
  }

  private inside(place: Place, node: PlanNode): readonly Place[] {
    const path = this.path(place, node);
    const around = { place, node };
    if (node.kind === 'map') {
      const length = this.entered.get(path) ?? 0;
      return Array.from({ length }, (_, index) => ({ region: node.body, key: '', index, around }));
    }
    if (node.kind !== 'branch' || !this.states.has(path)) return [];
    return node.cases.map(({ key, region }, index) => ({ region, key, index, around }));
  }

  private ended(place: Place): boolean {
    return place.region.nodes.every((node) => {
      const state = this.states.get(this.path(place, node));
      return (
        state !== undefined &&
        isEnd(state) &&
        this.inside(place, node).every((inner) => this.ended(inner))
      );
    });
  }

  private home(place: Place, node: PlanNode): Place {
    return this.find(place, node.id)[0];
  }

  private find(place: Place, id: string): readonly [Place, PlanNode] {
    for (let at: Place | undefined = place; at; at = at.around?.place) {
      const node = at.region.nodes.find((each) => each.id === id);
      if (node !== undefined) return [at, node];
    }
    throw new Error(`"${id}" is not around here`);
  }

  private path(place: Place, node: PlanNode): string {
    const maps: MapScope[] = [];
    const indexes: number[] = [];
    for (let at: Place | undefined = place; at; at = at.around?.place) {
      if (at.around?.node.kind !== 'map') continue;
      maps.unshift(at.around.node);
      indexes.unshift(at.index);
    }
    return instancePath(node.id, maps, indexes);
  }

  private placeKey(place: Place): string {
    const { around, index } = place;
    return around === undefined ? '' : `${this.path(around.place, around.node)}:${index}`;
  }

  private emptyCount(): Count {
    return { success: 0, failed: 0, skipped: 0, upstream_failed: 0, total: 0 };
  }
}

/** Leaves of a region, and for a case of a branch also what it returns. */
function watchedOf(region: Region, isCase: boolean): readonly PlanNode[] {
  const needed = new Set(region.nodes.flatMap(needsOf));
  const returned = new Set(isCase ? reads(region.result) : []);
  return region.nodes.filter(({ id }) => !needed.has(id) || returned.has(id));
}

/** Everything a node or anything inside it waits for. */
function needsOf(node: PlanNode): string[] {
  const inside = regionsIn(node).flatMap((region) => region.nodes);
  return [...upstreamOf(node), ...inside.flatMap(needsOf)];
}

/** A map also waits for what its body merely passes on. */
function upstreamOf(node: PlanNode): readonly string[] {
  if (node.kind !== 'map') return node.upstream;
  const inside = new Set(allNodes(node.body).map(({ id }) => id));
  const passedOn = reads(node.body.result).filter((id) => !inside.has(id));
  return [...new Set([...node.upstream, ...passedOn])];
}

function keysOf(node: BranchNode, value: Loose): readonly string[] {
  const keys = node.many && isList(value) ? value : [value];
  return keys.map((key) => {
    const name = typeof key === 'boolean' ? String(key) : key;
    const found = node.cases.find((each) => each.key === name);
    if (found === undefined || (node.many && !isList(value))) throw new Error('unknown case');
    return found.key;
  });
}

function regionsIn(node: PlanNode): readonly Region[] {
  if (node.kind === 'map') return [node.body];
  return node.kind === 'branch' ? node.cases.map(({ region }) => region) : [];
}

function allNodes(region: Region): PlanNode[] {
  return region.nodes.flatMap((node) => [node, ...regionsIn(node).flatMap(allNodes)]);
}

function reads(expression: Expression): string[] {
  if (expression.kind === 'output') return [expression.node];
  if (expression.kind === 'list') return expression.items.flatMap(reads);
  if (expression.kind === 'object') return Object.values(expression.fields).flatMap(reads);
  return expression.kind === 'call' ? expression.args.flatMap(reads) : [];
}

function isEnd(state: TaskState): state is FinalState {
  return ['success', 'failed', 'skipped', 'upstream_failed'].includes(state);
}

function done(count: Count): boolean {
  return count.success + count.failed + count.skipped + count.upstream_failed >= count.total;
}

function summary(count: Count): 'upstream_failed' | 'skipped' | 'success' {
  if (count.failed + count.upstream_failed > 0) return 'upstream_failed';
  return count.skipped > 0 ? 'skipped' : 'success';
}

function add(to: Count, change: Count): void {
  for (const key of ['success', 'failed', 'skipped', 'upstream_failed', 'total'] as const) {
    to[key] += change[key];
  }
}
