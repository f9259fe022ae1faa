import { createRequire } from 'node:module';

/** The version in the package's manifest. Read without a schema library: every start pays for it. */
export function cliVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('perdure/package.json');
  const version: unknown = Reflect.get(Object(manifest), 'version');
  if (typeof version === 'string') return version;
  throw new Error('The package.json of perdure has no version.');
}
