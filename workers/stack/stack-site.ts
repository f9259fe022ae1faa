import type { DevStackOptions } from './dev-stack-options.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ProcessRecord } from './process-record.ts';
import type { ProcessSpec } from './stack-process.ts';
import type { StopList } from './stop-list.ts';
import { supervise } from './supervise.ts';

/** What every part of a starting stack needs. */
export interface StackSite {
  readonly options: DevStackOptions;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly roles: readonly string[];
  readonly record: ProcessRecord;
  readonly stops: StopList;
  readonly log: (line: string) => void;
}

/** Puts a process on record for as long as it runs. */
export function recording(
  record: ProcessRecord,
  name: string,
  stopSignal?: 'SIGTERM' | 'SIGINT',
): Pick<ProcessSpec, 'onSpawn' | 'onExit'> {
  return {
    onSpawn: (pid) => record.add(name, pid, stopSignal),
    onExit: (pid) => record.remove(pid),
  };
}

/** Starts it again when it ends by itself, until the stack stops. */
export function watchOver(managed: ManagedProcess | undefined, { log, stops }: StackSite): void {
  if (managed === undefined) return;
  const supervision = supervise(managed, { log });
  stops.add(`the supervision of ${managed.name}`, async () => supervision.close());
}
