import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAULT_CODES } from '../dsl/fault/fault-code.ts';
import { FAILURE_TYPES } from '../workflows/protocol/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const errors = readFileSync(`${root}docs/errors.md`, 'utf8');

describe('docs/errors.md', () => {
  it.each(Object.keys(FAULT_CODES))('explains the fault %s', (code) => {
    expect(errors).toContain(`| ${code} |`);
  });

  it.each(Object.values(FAILURE_TYPES))('explains the failure %s', (type) => {
    expect(errors).toContain(`| ${type} |`);
  });

  it('explains every code of loading that the sources use', () => {
    const used = sources('workers/loading').flatMap((text) => text.match(/\bLOAD\d{3}\b/g) ?? []);
    expect(new Set(used).size).toBeGreaterThan(10);
    expect([...new Set(used)].filter((code) => !errors.includes(`| ${code} |`))).toEqual([]);
  });
});

describe('README.md', () => {
  it('shows the first dag as it stands in examples/first, where it is compiled', () => {
    const code = readFileSync(`${root}examples/first/first.dag.ts`, 'utf8');
    expect(readFileSync(`${root}README.md`, 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
  });
});

describe('docs/testing.md', () => {
  it.each(['release.dag.ts', 'release.test.ts'])('shows %s as it stands and is run', (file) => {
    const code = readFileSync(`${root}examples/testing/${file}`, 'utf8');
    expect(readFileSync(`${root}docs/testing.md`, 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
  });
});

describe('links of the documents', () => {
  const documents = [
    'README.md',
    ...readdirSync(`${root}docs`)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  it.each(documents)('lead somewhere: %s', (document) => {
    const text = readFileSync(root + document, 'utf8');
    const folder = document.includes('/') ? `${root}docs/` : root;
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    const missing = targets.filter((target) => !exists(folder + target));
    expect(missing).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'));
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EISDIR';
  }
}
