import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';

// Words that begin a statement, at the beginning of a template literal's text.
const SQL = /`\s*(?:with|select|insert|update|delete|create|drop|alter|\$\{[A-Z_]+\})\b[^`]*`/gi;

describe('the statements of the stores', () => {
  it('are put together from constants alone, never from values', () => {
    const folder = join(packageRoot(), 'stores');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const sources = files.filter(
      (file) => /\.ts$/.test(file) && !/\.(test|contract)\.ts$/.test(file),
    );
    let statements = 0;
    for (const file of sources) {
      for (const [text] of readFileSync(join(folder, file), 'utf8').matchAll(SQL)) {
        statements += 1;
        for (const [, inserted] of text.matchAll(/\$\{([^}]*)\}/g)) {
          expect(inserted, `${file}: ${text.slice(0, 80)}`).toMatch(/^[A-Z_]+$/);
        }
      }
    }
    // Were the pattern to find nothing, the test would prove nothing.
    expect(statements).toBeGreaterThan(20);
  });
});
