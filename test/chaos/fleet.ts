import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEntry } from '../../workers/stack/process-entry.ts';
import { startProcess, type StackProcess } from '../../workers/stack/stack-process.ts';

/** Worker processes that come back by themselves when they are killed, as under any supervisor. */
export class Fleet {
  private readonly slots = new Map<string, { process: StackProcess; starts: number }>();
  private readonly home: string;
  private readonly env: NodeJS.ProcessEnv;
  private stopping = false;

  constructor(home: string, env: NodeJS.ProcessEnv) {
    this.home = home;
    this.env = env;
    mkdirSync(join(home, 'logs'), { recursive: true });
  }

  async start(name: string, args: readonly string[]): Promise<void> {
    const logFile = join(this.home, 'logs', `${name}.log`);
    const entry = processEntry('../../workers/roles/main', import.meta.url, args);
    const process = await startProcess({ name, ...entry, logFile, env: this.env });
    this.slots.set(name, { process, starts: (this.slots.get(name)?.starts ?? 0) + 1 });
    void process.exited.then(() => (this.stopping ? undefined : this.start(name, args)));
  }

  process(name: string): StackProcess {
    const slot = this.slots.get(name);
    if (slot === undefined) throw new Error(`No worker "${name}" was started.`);
    return slot.process;
  }

  /** The task child processes of a worker, for killing one of them alone. */
  childrenOf(name: string): number[] {
    return childrenOf(this.process(name).pid);
  }

  /** Task processes of this checkout that lost their worker and went on. */
  orphans(): number[] {
    return allProcesses().filter(
      (pid) => parentOf(pid) === 1 && commandOf(pid).includes(TASK_PROCESS),
    );
  }

  logs(): string {
    return [...this.slots.values()]
      .map(({ process }) => readFileSync(process.logFile, 'utf8'))
      .join('\n');
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.slots.values()].map(({ process }) => process.stop()));
  }
}

const TASK_PROCESS = fileURLToPath(new URL('../../workers/task/child/main', import.meta.url));

function childrenOf(parent: number): number[] {
  return allProcesses().filter((pid) => parentOf(pid) === parent);
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold blanks and brackets; the parent is the second field behind the last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
