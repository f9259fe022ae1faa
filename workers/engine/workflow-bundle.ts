import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkerOptions } from '@temporalio/worker';

type BundleOption = Pick<WorkerOptions, 'workflowBundle'>;

/** The prebuilt bundle when this runs from `dist/`, else one made now from the sources. */
export async function workflowBundle(): Promise<BundleOption> {
  const prebuilt = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (existsSync(prebuilt)) return { workflowBundle: { codePath: prebuilt } };
  return { workflowBundle: { code: await bundleCode() } };
}

/** Bundles `workflows/` for the sandbox. Takes a few seconds. */
export async function bundleCode(): Promise<string> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const path = (name: string): string =>
    fileURLToPath(new URL(`../../workflows/${name}.${extension}`, import.meta.url));
  const { code } = await bundleWorkflowCode({
    workflowsPath: path('index'),
    workflowInterceptorModules: [path('local-activities-in-turn')],
    logger: silentLogger,
  });
  return code;
}

const ignore = (): void => undefined;
/** The bundler reports sizes at level info; faults come as exceptions. */
const silentLogger = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};
