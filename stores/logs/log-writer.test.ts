import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { memoryStores } from '../memory-stores.ts';
import { cleanText } from './clean-text.ts';
import type { LogLine } from './log-line.ts';
import { LogWriter, type LogLimits } from './log-writer.ts';
import { readLog } from './read-log.ts';

const KEY = 'logs/lab/run/work/g1-a1';
const line = (message: string): LogLine => ({
  time: '2026-01-01T00:00:00.000Z',
  level: 'info',
  source: 'task',
  message,
});
function open(limits: Partial<LogLimits> = {}) {
  const { objects } = memoryStores();
  return { objects, log: new LogWriter({ objects, logKey: KEY, limits }) };
}
const messages = async ({ objects }: ReturnType<typeof open>) =>
  (await readLog(objects, KEY)).lines.map(({ message }) => message);

describe('the log of an attempt', () => {
  it('is in the store soon after a line was written, without a close', async () => {
    const opened = open({ flushMs: 30 });
    opened.log.append(line('one'));
    await sleep(80);
    expect(await messages(opened)).toEqual(['one']);
  });

  it('is written at once when a chunk is full', async () => {
    const opened = open({ flushMs: 60_000, chunkBytes: 500 });
    for (let i = 0; i < 10; i++) opened.log.append(line('x'.repeat(100)));
    await sleep(10);
    expect((await messages(opened)).length).toBeGreaterThan(3);
  });

  it('is followed by its cursor, each line once and in order', async () => {
    const opened = open();
    const seen: string[] = [];
    let after = '';
    for (let i = 0; i < 30; i++) {
      opened.log.append(line(String(i)));
      if (i % 4 === 3) await opened.log.flush();
      const page = await readLog(opened.objects, KEY, { after, maxChunks: 2 });
      seen.push(...page.lines.map(({ message }) => message));
      after = page.next;
    }
    await opened.log.close();
    seen.push(...(await readLog(opened.objects, KEY, { after })).lines.map((one) => one.message));
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => String(i)));
  });

  it('has no hole and no double after the store was away', async () => {
    const opened = open({ flushMs: 10 });
    const put = opened.objects.put.bind(opened.objects);
    let away = true;
    opened.objects.put = async (...args) => {
      if (away) throw new Error('503');
      return put(...args);
    };
    opened.log.append(line('before'));
    await sleep(40);
    opened.log.append(line('during'));
    away = false;
    await opened.log.close();
    expect(await messages(opened)).toEqual(['before', 'during']);
  });

  it('ends with a line that says so at its limit', async () => {
    const opened = open({ maxBytes: 5_000 });
    for (let i = 0; i < 100; i++) opened.log.append(line('y'.repeat(100)));
    await opened.log.close();
    const read = await messages(opened);
    expect(read.length).toBeLessThan(40);
    expect(read.at(-1)).toContain('cut here');
  });

  it('drops and counts lines while the store is slow instead of filling the memory', async () => {
    const opened = open({ maxPendingBytes: 2_000, flushMs: 60_000, chunkBytes: 1e9 });
    for (let i = 0; i < 100; i++) opened.log.append(line('z'.repeat(100)));
    expect(opened.log.congested).toBe(true);
    await opened.log.close();
    expect((await messages(opened)).at(-1)).toMatch(/\d+ lines were dropped/);
  });
});

describe('text of a log line', () => {
  it('cannot forge a line, steer a terminal or be endless', () => {
    expect(cleanText('a\r\nb\u001b[2J\u001b]0;title\u0007c\u0000\u009b31md', 100)).toBe('a ⏎ bcd');
    expect(cleanText('x'.repeat(50), 10)).toBe('xxxxxxxxxx… (50 characters)');
  });
});
