let registered: Promise<void> | undefined;

/**
 * Teaches this process to import author code: TypeScript, as ES modules, with `perdure` and `zod`
 * at hand in any folder. To be awaited before a dag file is imported; later calls cost nothing.
 */
export function readyForAuthorCode(): Promise<void> {
  registered ??= register();
  return registered;
}

async function register(): Promise<void> {
  const fromSource = import.meta.url.endsWith('.ts');
  const hasTsx = process.execArgv.some((argument) => argument.includes('tsx'));
  // A test runner that loads the engine's sources has resolvers of its own.
  if (fromSource && !hasTsx) return;
  if (!hasTsx) {
    process.setSourceMapsEnabled(true);
    const { register: registerTsx } = await import('tsx/esm/api');
    registerTsx();
  }
  await import('./child/author-modules.ts');
}
