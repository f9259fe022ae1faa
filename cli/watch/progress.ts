import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Terminal } from '../terminal.ts';

/** Where progress is shown. */
export interface Progress {
  line(text: string): void;
  show(done: number, total: number): void;
  /** Further calls do nothing. */
  close(): void;
}

/** Lines alone, or on a terminal lines with a bar below them. */
export function progressBar(terminal: Terminal): Progress {
  if (!terminal.isTty) {
    return { line: terminal.out, show: () => undefined, close: () => undefined };
  }
  const bars = new MultiBar(
    {
      stream: process.stdout,
      format: ' {bar} {value}/{total} tasks',
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let bar: SingleBar | undefined;
  let open = true;
  return {
    line: (text) => bars.log(`${text}\n`),
    show: (done, total) => {
      if (total === 0) return;
      bar ??= bars.create(total, done);
      bar.setTotal(total);
      bar.update(done);
    },
    close: () => {
      if (!open) return;
      open = false;
      // Lines wait for the next drawing of the bar; without one they would be lost.
      bars.update();
      bars.stop();
    },
  };
}
