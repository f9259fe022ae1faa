import { resolve } from 'node:path';
import { runDevStack } from '../../workers/stack/index.ts';
import type { ExitCode } from '../cli-error.ts';
import type { DevOptions } from '../command-options.ts';
import { requirePath } from '../dag-files.ts';
import type { Terminal } from '../terminal.ts';

/** `dev`: until Ctrl-C. */
export async function dev(terminal: Terminal, options: DevOptions): Promise<ExitCode> {
  const dags = resolve(terminal.cwd, options.dags);
  requirePath(dags);
  const code = await runDevStack({
    dags,
    home: resolve(terminal.cwd, options.home),
    gpuDevice: options.device,
    watch: options.watch,
    env: terminal.env,
    log: terminal.err,
    ...(options.port === undefined ? {} : { ports: { server: options.port } }),
  });
  return code === 0 ? 0 : 1;
}
