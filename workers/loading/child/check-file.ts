import { pathToFileURL } from 'node:url';
import { runtimeOf } from '../../../dsl/runtime/index.ts';
import type { Dag } from '../../../dsl/index.ts';
import type { BuiltinChange } from './builtins-watch.ts';
import type { CheckRequest, FileOutcome, FoundDag, FoundFault } from './check-message.ts';
import { listenToDags } from './dag-listener.ts';
import { exportedDags } from './exported-dags.ts';
import type { LeftRunning } from './left-running.ts';
import { faultsOfFailure } from './load-failure.ts';
import { tooMuchOutput } from './too-much-output.ts';
import { wordsNotRun } from './words-not-run.ts';

type AnyDag = Dag<never, unknown>;

/** What the process watches besides the file's own result. */
export interface ProcessWatch {
  readonly builtinChanges: () => readonly BuiltinChange[];
  readonly leftRunning: () => Promise<readonly LeftRunning[]>;
  /** Errors nobody caught since the last call. */
  readonly takeStrayErrors: () => readonly unknown[];
}

/** Imports one dag file and tells its dags and all its faults. Never throws. */
export async function checkFile(request: CheckRequest, watch: ProcessWatch): Promise<FileOutcome> {
  const writtenBefore = bytesWritten();
  const loaded = await loadFile(request.file);
  // One turn of the event loop, after which Node has told of promises rejected in vain.
  await new Promise((resolve) => setImmediate(resolve));
  const left = await watch.leftRunning();
  const changes = watch.builtinChanges();
  const stray = watch.takeStrayErrors();
  const faults = [
    ...loaded.faults,
    ...stray.map((error) => strayFault(error, request.file)),
    ...left.map(leftFault),
    ...changeFaults(changes),
  ];
  const dags = withinBytes(loaded.dags, request.planBytes);
  if (dags === undefined) faults.push(tooLarge(request.planBytes));
  const loud = bytesWritten() - writtenBefore > request.outputBytes;
  if (loud) faults.push(tooMuchOutput(request.outputBytes));
  else await outputDrained();
  const changed = changes.some(({ kind }) => kind !== 'added');
  const dirty = loud || changed || left.length > 0 || stray.length > 0;
  return { dags: dags ?? [], faults, dirty };
}

interface Loaded {
  readonly dags: readonly FoundDag[];
  readonly faults: readonly FoundFault[];
}

async function loadFile(file: string): Promise<Loaded> {
  const defined: AnyDag[] = [];
  const refused: Error[] = [];
  const stop = listenToDags({
    defined: (dag) => defined.push(dag),
    refused: (error) => refused.push(error),
  });
  const faults: FoundFault[] = [];
  let dags: readonly AnyDag[] = [];
  try {
    // A namespace object; what it holds is looked at value by value.
    const module = (await import(pathToFileURL(file).href)) as object;
    dags = exportedDags(module);
    if (dags.length === 0 && refused.length === 0) faults.push(noDag());
  } catch (error) {
    faults.push(...faultsOfFailure(error, file));
  } finally {
    stop();
  }
  faults.push(...refused.flatMap((error) => faultsOfFailure(error, file)));
  const found = dags.map(describeDag);
  if (faults.length === 0) faults.push(...forgotten(defined, dags, file));
  return { dags: found, faults: [...faults, ...found.flatMap(wordsNotRun)] };
}

function describeDag(dag: AnyDag): FoundDag {
  const { plan, places } = runtimeOf(dag);
  return { plan, places: Object.fromEntries(places) };
}

/** Dags that the file makes and does not export would be dropped without a word. */
function forgotten(
  defined: readonly AnyDag[],
  exported: readonly AnyDag[],
  file: string,
): readonly FoundFault[] {
  return defined
    .filter((dag) => !exported.includes(dag))
    .flatMap((dag): readonly FoundFault[] => {
      const at = runtimeOf(dag).places.get('');
      if (at === undefined || at.file !== file) return [];
      return [
        {
          severity: 'warning',
          code: 'LOAD016',
          message: `Dag "${dag.id}" is defined here but not exported, so it will not be scheduled.`,
          at,
          dagId: dag.id,
          expected: 'Every dag is among the exports of its file.',
          mend: 'Write `export` in front of it, or delete it.',
        },
      ];
    });
}

function noDag(): FoundFault {
  return {
    severity: 'error',
    code: 'LOAD015',
    message: 'The file exports no dag.',
    expected: 'It has at least one `export const name = dag({ … }, …)`.',
    mend: 'Export a dag, or give a file of helpers a name without `.dag`.',
  };
}

function strayFault(error: unknown, file: string): FoundFault {
  const [first] = faultsOfFailure(error, file);
  return {
    ...(first ?? noDag()),
    code: 'LOAD011',
    message: `An error that nobody caught, after loading: ${first?.message ?? 'unknown.'}`,
    expected: 'No promise is left without a `catch`.',
    mend: 'Await the promise inside a task, or handle its error.',
    doubtful: true,
  };
}

function leftFault({ what, at }: LeftRunning): FoundFault {
  return {
    severity: 'error',
    code: 'LOAD008',
    message: `Loading the file leaves ${what} running.`,
    ...(at !== undefined && { at }),
    expected: 'A dag file only defines tasks and dags.',
    mend: 'Open it inside the `run` of a task and close it there.',
    doubtful: true,
  };
}

const CHANGE_WORDS = {
  replaced: {
    code: 'LOAD009',
    words: 'replaces the built-in',
    mend: 'Keep your own function under a name of its own.',
  },
  moved: {
    code: 'LOAD009',
    words: 'changes the working folder,',
    mend: 'Use paths relative to `import.meta.url`.',
  },
  polluted: {
    code: 'LOAD010',
    words: 'adds to a prototype that everything inherits:',
    mend: 'Write a plain function instead.',
  },
} as const;

function changeFaults(changes: readonly BuiltinChange[]): readonly FoundFault[] {
  return changes.flatMap(({ kind, name }) => {
    if (kind === 'added') return [];
    const { code, words, mend } = CHANGE_WORDS[kind];
    return [
      {
        severity: 'error' as const,
        code,
        message: `Loading the file ${words} \`${name}\`, which all dags of a worker share.`,
        expected: 'Built-ins stay as the platform has them.',
        mend,
        doubtful: true,
      },
    ];
  });
}

/** What is still in a stream's buffer counts: it would flood the parent a moment later. */
function bytesWritten(): number {
  return [process.stdout, process.stderr].reduce((sum, stream) => {
    const bytes: unknown = Reflect.get(stream, 'bytesWritten');
    return sum + (typeof bytes === 'number' ? bytes : 0);
  }, 0);
}

/** So that what one file wrote is not counted as the next one's. */
async function outputDrained(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

function withinBytes(dags: readonly FoundDag[], limit: number): readonly FoundDag[] | undefined {
  const size = dags.reduce((sum, { plan }) => sum + JSON.stringify(plan).length, 0);
  return size <= limit ? dags : undefined;
}

function tooLarge(limit: number): FoundFault {
  return {
    severity: 'error',
    code: 'LOAD017',
    message: `The plans of this file take more than ${limit} bytes as JSON.`,
    expected: 'Plans are small enough to travel.',
    mend: 'Spread the dags over several files, and keep data out of literals.',
  };
}
