import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as perdure from '../index.ts';
import { describeErrors, errorsIn, programOf, projectRoot } from '../testing/check-program.ts';

const words = Object.entries(perdure).filter(([, value]) => typeof value === 'function');
const folder = join(projectRoot, 'dsl/surface/');

/** The text of the comment above each public function, by name. */
function comments(): ReadonlyMap<string, string> {
  const index = join(projectRoot, 'dsl/index.ts');
  const program = programOf([index]);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  const found = new Map<string, string>();
  for (const symbol of exported) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const tags = target.getJsDocTags(checker).filter(({ name }) => name === 'example');
    found.set(symbol.name, tags.map(({ text }) => ts.displayPartsToString(text)).join('\n'));
  }
  return found;
}

/** What the examples take for granted. */
const PRELUDE = `
import { ${words.map(([name]) => name).join(', ')} } from 'perdure';
import { z } from 'zod';
const Dataset = z.object({ uri: z.string(), rows: z.number() });
const Trained = z.object({ uri: z.string(), accuracy: z.number(), tags: z.array(z.string()) });
const ingest = task({ name: 'ingest', input: z.object({ url: z.string() }), output: Dataset, run: () => ({ uri: '', rows: 1 }) });
const train = task({ name: 'train', input: z.object({ data: Dataset, lr: z.number() }), output: Trained, run: () => null as never });
const evaluate = task({ name: 'evaluate', input: z.object({ model: Trained }), output: z.object({ verdict: z.enum(['promote', 'reject']), accuracy: z.number() }), run: () => null as never });
const pick = task({ name: 'pick', input: z.object({ models: z.array(Trained) }), output: Trained, run: () => null as never });
const deploy = task({ name: 'deploy', input: z.object({ model: Trained }), run: () => {} });
const notify = task({ name: 'notify', input: z.object({ text: z.string(), detail: z.string().optional() }), run: () => {} });
`;

/** Examples of words for a body stand in one; those that define dags stand alone. */
function moduleOf(example: string): string {
  const code = example.replace(/^```ts\n|\n```$/g, '').replace(/^export /gm, '');
  const names = [...code.matchAll(/^const (\w+)/gm)].map(([, name]) => name);
  const own = PRELUDE.replace(
    new RegExp(`^const (${names.join('|') || '-'}) = task.*\n`, 'gm'),
    '',
  );
  const alone = /(^|\n)(const \w+ = )?(dag|task|sensor|asset|event)\(|^try/.test(code);
  if (alone) return `${own}\n${code}\n`;
  const body = `const data = ingest({ url: 'u' });\nconst model = train({ data, lr: 1 });\nvoid [data, model];`;
  const given = body
    .split('\n')
    .filter((line) => !names.some((name) => line.startsWith(`const ${name} `)))
    .join('\n');
  return `${own}\nexport const example = dag({ id: 'example' }, () => {\n${given}\n${code}\n});\n`;
}

describe('every public function has an example that compiles', { timeout: 300_000 }, () => {
  const examples = comments();
  const texts = new Map(
    words
      .filter(([name]) => name !== 'DagDefinitionError')
      .map(([name]) => [join(folder, `example-${name}.ts`), moduleOf(examples.get(name) ?? '')]),
  );
  const program = programOf([], texts);

  test.each([...texts.keys()].map((file) => [file.slice(folder.length + 8, -3), file]))(
    '%s',
    (name, file) => {
      expect(examples.get(name), `"${name}" has no @example`).toMatch(/```ts\n/);
      expect(describeErrors(errorsIn(program, file))).toBe('');
    },
  );
});

test('the documentation explains every fault code', () => {
  const text = readFileSync(join(projectRoot, 'docs/dsl.md'), 'utf8');
  const codes = readFileSync(join(projectRoot, 'dsl/fault/fault-code.ts'), 'utf8').match(/DAG\d+/g);
  for (const code of codes ?? []) expect(text).toContain(code);
});
