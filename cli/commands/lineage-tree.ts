import type { Schemas } from '../api/client.ts';
import { printable } from '../output/table.ts';

/** One step on the way from the raw file to a model, as tasks write it into the lineage. */
interface Step {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly by: string;
}

/**
 * The way back from a version to the raw file, as a tree: what a thing was made from stands below
 * it. Steps of one kind in a row were made side by side.
 */
export function lineageTree(version: Schemas['ModelVersion']): string {
  const aliases = version.aliases.length === 0 ? '' : ` (${version.aliases.join(', ')})`;
  const head = `${version.name} version ${version.version}${aliases}`;
  const steps = stepsOf(version.lineage['chain']);
  if (steps.length === 0) return `${head}\nIts lineage names no steps; see "models show".`;
  return [head, ...branches(levelsOf([...steps].reverse()), '')].join('\n');
}

function branches(levels: readonly (readonly Step[])[], indent: string): readonly string[] {
  const [level, ...rest] = levels;
  if (level === undefined) return [];
  return level.flatMap((step, index) => {
    const isLast = index === level.length - 1;
    const line = `${indent}${isLast ? '└─' : '├─'} ${textOf(step)}`;
    return isLast ? [line, ...branches(rest, `${indent}   `)] : [line];
  });
}

function textOf({ kind, name, sha256, by }: Step): string {
  const place = by === '' ? '' : `  by ${by}`;
  return printable(`${kind.replaceAll('_', ' ')} ${name}  sha256 ${sha256}${place}`);
}

function levelsOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const levels: Step[][] = [];
  for (const step of steps) {
    const last = levels.at(-1);
    if (last?.[0]?.kind === step.kind) last.push(step);
    else levels.push([step]);
  }
  return levels;
}

function stepsOf(chain: unknown): readonly Step[] {
  if (!Array.isArray(chain)) return [];
  return chain.map((step: unknown) => ({
    kind: textAt(step, 'kind'),
    name: textAt(step, 'name'),
    sha256: textAt(step, 'sha256'),
    by: placeText(Reflect.get(Object(step) as object, 'by')),
  }));
}

function placeText(by: unknown): string {
  const [dag, run, path] = ['dagId', 'runId', 'path'].map((name) => textAt(by, name));
  const task = path === '' ? textAt(by, 'task') : path;
  return [`${dag}/${run}`, task].filter((text) => text !== '' && text !== '/').join(' ');
}

function textAt(thing: unknown, name: string): string {
  const found: unknown = Reflect.get(Object(thing) as object, name);
  return typeof found === 'string' ? found : '';
}
