let registered: Promise<void> | undefined;

/**
 * Teaches this process to import the author's TypeScript. From sources it can already, or it would
 * not have come this far; a built engine registers the loader on first need.
 */
export function readyForTypeScript(files: readonly string[]): Promise<void> {
  if (import.meta.url.endsWith('.ts') || !files.some((file) => /\.m?ts$/.test(file))) {
    return Promise.resolve();
  }
  registered ??= register();
  return registered;
}

async function register(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const { register: registerTsx } = await import('tsx/esm/api');
  registerTsx();
  await import('./child/author-modules.ts');
}
