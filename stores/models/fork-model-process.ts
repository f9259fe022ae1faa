import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Starts a process for work on models that are not trusted: nothing of the parent's environment but
 * what a process needs to start, so a model that breaks out of the runtime finds no token and no
 * database address.
 *
 * @param script beside which module, without its extension: sources run as `.ts`, builds as `.js`
 */
export function forkModelProcess(script: string, beside: string): ChildProcess {
  const fromSources = beside.endsWith('.ts');
  const file = fileURLToPath(new URL(`./${script}.${fromSources ? 'ts' : 'js'}`, beside));
  return fork(file, [], {
    execArgv: fromSources ? ['--import', tsx(), '--conditions=perdure:source'] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: pick(process.env, [
      'PATH',
      'HOME',
      'LANG',
      'TZ',
      'TMPDIR',
      'LD_LIBRARY_PATH',
      'SystemRoot',
    ]),
  });
}

/** The loader of sources, by its place: the working folder may be a project without it. */
function tsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
