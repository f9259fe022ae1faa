import { describe, expect, it } from 'vitest';
import { ManagedProcess } from './managed-process.ts';
import type { ProcessExit, StackProcess } from './stack-process.ts';
import { supervise } from './supervise.ts';

interface Pretended extends StackProcess {
  end(code: number): void;
}

function pretended(pid: number): Pretended {
  let end: (exit: ProcessExit) => void = () => undefined;
  const exited = new Promise<ProcessExit>((resolve) => (end = resolve));
  let running = true;
  const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
    running = false;
    end({ code, signal });
  };
  return {
    name: 'thing',
    pid,
    logFile: '',
    exited,
    get running() {
      return running;
    },
    end: (code) => finish(code, null),
    stop: async () => finish(null, 'SIGTERM'),
    kill9: async () => finish(null, 'SIGKILL'),
    lastLines: () => ['last words'],
    lastWords: () => 'last words',
    hasLogged: () => false,
  };
}

async function world(failures = 0): Promise<{
  managed: ManagedProcess;
  started: Pretended[];
  lines: string[];
  close: () => void;
  until: (text: string) => Promise<void>;
}> {
  const started: Pretended[] = [];
  let toFail = failures;
  const managed = await ManagedProcess.start(async () => {
    if (started.length > 0 && toFail > 0) {
      toFail -= 1;
      throw new Error('port taken');
    }
    const next = pretended(started.length + 1);
    started.push(next);
    return next;
  });
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const supervision = supervise(managed, { log, firstWaitMs: 5, longestWaitMs: 20 });
  const close = (): void => supervision.close();
  const until = async (text: string): Promise<void> => {
    for (let tries = 0; !lines.some((line) => line.includes(text)); tries += 1) {
      if (tries > 400) throw new Error(`never said "${text}": ${lines.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { managed, started, lines, close, until };
}

describe('supervision', () => {
  it('starts a program again that ended by itself, and shows its last words', async () => {
    const { managed, started, lines, until, close } = await world();
    started[0]?.end(3);
    await until('runs again');
    expect(managed.pid).toBe(2);
    expect(lines).toEqual([
      'thing ended (code 3); next start in 5 ms.',
      '  last words',
      'thing runs again.',
    ]);
    close();
  });

  it('waits twice as long after each end, up to its limit', async () => {
    const { started, lines, until, close } = await world();
    for (const [index, wait] of [5, 10, 20, 20].entries()) {
      started[index]?.end(1);
      await until(`next start in ${wait} ms`);
      while (started.length < index + 2) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(lines.filter((line) => line.includes('next start')).length).toBe(4);
    close();
  });

  it('goes on trying when a start fails', async () => {
    const { managed, started, until, close } = await world(2);
    started[0]?.end(1);
    await until('runs again');
    expect(managed.pid).toBe(2);
    close();
  });

  it('starts nothing after its end', async () => {
    const { started, close } = await world();
    close();
    started[0]?.end(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(started.length).toBe(1);
  });

  it('leaves a restart that was asked for alone', async () => {
    const { managed, started, close } = await world();
    await managed.restart();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(started.length).toBe(2);
    close();
  });
});
