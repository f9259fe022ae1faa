import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { planMermaid, planTree, taskCount } from '../../workflows/graph/index.ts';
import { answered, apiClient } from '../api/client.ts';
import type { GraphOptions } from '../command-options.ts';
import { isFile, plansOfFile } from '../dag-files.ts';
import { structured } from '../output/structured.ts';
import { facts } from '../output/table.ts';
import { count } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `dags show`: a dag of the server by id, or those of a file, without a server. */
export async function dagsShow(
  terminal: Terminal,
  dag: string,
  options: GraphOptions,
): Promise<void> {
  const plans = isFile(terminal, dag)
    ? await plansOfFile(terminal, dag)
    : [await publishedPlan(terminal, dag)];
  if (options.output !== 'table')
    terminal.out(structured(plans.length === 1 ? plans[0] : plans, options.output));
  else terminal.out(plans.map((plan) => picture(plan, options)).join('\n\n'));
}

async function publishedPlan(terminal: Terminal, dagId: string): Promise<CompiledPlan> {
  const params = { path: { dag_id: dagId } };
  const plan = await answered(apiClient(terminal).GET('/api/v1/dags/{dag_id}/plan', { params }));
  // The route gives out a stored plan as it is; its schema says no more than "an object".
  return plan as unknown as CompiledPlan;
}

function picture(plan: CompiledPlan, { mermaid }: GraphOptions): string {
  if (mermaid === true) return planMermaid(plan);
  const { settings } = plan;
  const head = facts([
    ['dag', plan.id],
    ['doc', settings.doc],
    ['owner', settings.owner],
    ['tags', settings.tags.join(', ')],
    ['params', paramsText(plan)],
    ['tasks', count(taskCount(plan), 'task')],
    ['plan', plan.hash.slice(0, 12)],
  ]);
  return `${head}\n\n${planTree(plan)}`;
}

function paramsText({ params }: CompiledPlan): string {
  const { properties, required } = params;
  if (typeof properties !== 'object' || properties === null) return '';
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties)
    .map(([name, schema]) => {
      const standard: unknown = Reflect.get(Object(schema), 'default');
      if (standard !== undefined) return `${name} (default ${JSON.stringify(standard)})`;
      return needed.includes(name) ? name : `${name} (optional)`;
    })
    .join(', ');
}
