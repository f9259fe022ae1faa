import { z } from 'zod';
import {
  branch,
  cross,
  dag,
  group,
  map,
  shortCircuit,
  task,
  withResource,
  zip,
} from '../../../dsl/index.ts';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { Ref, RefTo } from '../../../dsl/index.ts';
import type { TriggerRule } from '../../../dsl/plan/trigger-rule.ts';
import type { AirflowCase, CaseBranch, CaseMap, CaseNode, CaseResource } from './airflow-case.ts';
import { nameOf } from './airflow-case.ts';

const Value = z.object({ ok: z.boolean(), n: z.array(z.number()) });
const play = task({
  name: 'play',
  input: z.object({ item: z.unknown().optional() }),
  output: Value,
  run: () => ({ ok: true, n: [] }),
});
type Played = Ref<z.output<typeof Value>>;
type Decision = Ref<{ pick: string[] }>;

/** The plan of a case, written with the DSL's own words and lowered by its compiler. */
export function planOfCase(of: AirflowCase): CompiledPlan {
  const dagId = of.id.replaceAll('/', '_');
  return dag({ id: dagId, failFast: of.failFast ?? false }, () => {
    new CaseWriter().region(of.body);
  }).plan;
}

class CaseWriter {
  /** What edges to and from a word of the case hang on. */
  private readonly words = new Map<string, RefTo<unknown>>();
  private readonly tasks = new Map<string, Played>();
  private readonly branches = new Set<string>();

  region(nodes: readonly CaseNode[], item?: RefTo<unknown>): void {
    for (const node of nodes) this.words.set(nameOf(node), this.word(node, item));
  }

  private word(node: CaseNode, item: RefTo<unknown> | undefined): RefTo<unknown> {
    const after = this.after(node.up);
    if ('group' in node) {
      return group(node.group, () => this.region(node.body, item), { after });
    }
    if ('branch' in node) return this.branch(node, after);
    if ('shortCircuit' in node) {
      const [source = '', ...rest] = node.up ?? [];
      return shortCircuit(this.task(source).ok, {
        id: node.shortCircuit,
        after: this.after(rest),
        ignoreDownstreamTriggerRules: node.ignore ?? true,
      });
    }
    if ('map' in node) return this.map(node, after);
    if ('resource' in node) return this.resource(node, after);
    const options = {
      id: node.id,
      after,
      triggerRule: this.rule(node),
      retries: node.retries ?? 0,
    };
    const made = item === undefined ? play({}, options) : play({ item: item as never }, options);
    this.tasks.set(node.id, made);
    return made;
  }

  private branch(node: CaseBranch, after: RefTo<unknown>[]): RefTo<unknown> {
    const keys = z.enum(Object.keys(node.cases));
    const pick = node.many ? z.array(keys) : keys;
    const decide = task({
      name: node.branch,
      output: z.object({ pick }),
      run: () => ({ pick: [] }),
    });
    const decision = decide({}, { after, triggerRule: node.rule ?? 'all_success' });
    const cases = Object.fromEntries(
      Object.entries(node.cases).map(([key, nodes]) => [key, () => this.region(nodes)]),
    );
    this.branches.add(node.branch);
    // The keys are known at run time only, so that the types cannot see that every one has a case.
    return branch((decision as unknown as Decision).pick as never, cases as never);
  }

  private map(node: CaseMap, after: RefTo<unknown>[]): RefTo<unknown> {
    const options = { after, ...(node.named ? { id: node.map } : {}) };
    const body = (item: RefTo<unknown>): unknown => {
      this.region(node.body, item);
      return this.words.get(nameOf(node.body[node.body.length - 1] as CaseNode));
    };
    return map(this.items(node.over), body as never, options);
  }

  private items(over: CaseMap['over']): RefTo<unknown[]> | number[] {
    if (typeof over === 'number') return Array.from({ length: over }, (_, index) => index);
    if (typeof over === 'string') {
      const source = this.tasks.get(over);
      return source === undefined ? (this.words.get(over) as RefTo<unknown[]>) : source.n;
    }
    const [x, y] = 'zip' in over ? over.zip : over.cross;
    const lists = { x: this.task(x).n, y: this.task(y).n };
    return 'zip' in over ? zip(lists) : cross(lists);
  }

  private resource(node: CaseResource, after: RefTo<unknown>[]): RefTo<unknown> {
    return withResource(
      {
        setup: () => play({}, { id: node.setup }),
        teardown: () => void play({}, { id: node.teardown }),
        failRunOnTeardownFailure: node.failRun ?? false,
      },
      () => this.region(node.body),
      { id: node.resource, after },
    );
  }

  private task(name: string): Played {
    const found = this.tasks.get(name);
    if (found === undefined) throw new Error(`"${name}" is no task of the case.`);
    return found;
  }

  private after(up: readonly string[] = []): RefTo<unknown>[] {
    return up.map((name) => {
      const found = this.words.get(name);
      if (found === undefined) throw new Error(`"${name}" is not in the case.`);
      return found;
    });
  }

  /** What joins a branch in Airflow needs a rule of its own; ours counts as one task (D1). */
  private rule(node: {
    readonly up?: readonly string[];
    readonly rule?: TriggerRule;
  }): TriggerRule {
    const rule = node.rule ?? 'all_success';
    const joins = node.up?.some((name) => this.branches.has(name)) ?? false;
    return joins && rule === 'none_failed_min_one_success' ? 'all_success' : rule;
  }
}
