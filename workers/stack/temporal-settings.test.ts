import { describe, expect, it } from 'vitest';
import { devServerArgs, type DevServerSettings } from './temporal-settings.ts';

const settings: DevServerSettings = { databaseFile: '/data/t.db', port: 7, uiPort: 8, cores: 2 };

describe('the arguments of the development server', () => {
  it('keep its state in a file, write-ahead and synced: without a file a kill loses every run', () => {
    const args = devServerArgs(settings).join(' ');
    expect(args).toContain('--db-filename /data/t.db');
    expect(args).toContain('--sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=FULL');
  });

  it('raise the limits of the transfer queue, without which each hand-off waits 50 ms', () => {
    const args = devServerArgs(settings);
    expect(args).toContain('history.transferProcessorMaxPollRPS=5000');
    expect(args).toContain('history.timerProcessorMaxPollRPS=5000');
    expect(args).toContain('history.transferProcessorMaxPollHostRPS=20000');
  });

  it('give the cache of events room for the widest fan-out, or each start reads a whole batch', () => {
    expect(devServerArgs(settings)).toContain('history.eventsCacheMaxSizeBytes=33554432');
  });

  it('ask for one partition on a small machine only: a large one needs them', () => {
    const one = 'matching.numTaskqueueReadPartitions=1';
    expect(devServerArgs({ ...settings, cores: 4 })).toContain(one);
    expect(devServerArgs({ ...settings, cores: 8 })).not.toContain(one);
  });

  it('listen on loopback alone', () => {
    expect(devServerArgs(settings).join(' ')).toContain('--ip 127.0.0.1');
  });

  it('take further values as JSON', () => {
    const args = devServerArgs({ ...settings, extraDynamicConfig: { a: 'x', b: true } });
    expect(args).toEqual(expect.arrayContaining(['a="x"', 'b=true']));
  });
});
