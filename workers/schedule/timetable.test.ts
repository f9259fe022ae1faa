import { describe, expect, it } from 'vitest';
import type { PlanSchedule } from '../../dsl/plan/plan.ts';
import { timetableOf, type Timetable } from './timetable.ts';

const cron = (expressions: string[], timezone = 'UTC'): Timetable => {
  const timetable = timetableOf({ kind: 'cron', expressions, timezone, jitterMs: 0 });
  if (timetable === undefined) throw new Error('a cron schedule has a timetable');
  return timetable;
};
const preset = (name: '@daily' | '@once' | '@quarterly'): PlanSchedule => ({
  kind: 'preset',
  preset: name,
});

describe('timetable', () => {
  it('finds the due times around a moment in the time zone of the schedule', () => {
    const timetable = cron(['0 3 * * *'], 'Europe/Paris');
    const noon = new Date('2026-11-21T12:00:00Z');
    expect(timetable.next(noon).toISOString()).toBe('2026-11-22T02:00:00.000Z');
    expect(timetable.previous(noon).toISOString()).toBe('2026-11-21T02:00:00.000Z');
  });

  it('holds a due time as due and a minute beside it as not due', () => {
    const timetable = cron(['0 3 * * *'], 'Europe/Paris');
    expect(timetable.isDue(new Date('2026-11-21T02:00:00Z'))).toBe(true);
    expect(timetable.isDue(new Date('2026-11-21T02:01:00Z'))).toBe(false);
    expect(timetable.isDue(new Date('2026-11-21T03:00:00Z'))).toBe(false);
  });

  it('runs when either day field matches, once both are given', () => {
    const timetable = cron(['0 0 13 * 5']);
    expect(timetable.isDue(new Date('2026-11-13T00:00:00Z'))).toBe(true); // a Friday the 13th
    expect(timetable.isDue(new Date('2026-11-20T00:00:00Z'))).toBe(true); // a Friday
    expect(timetable.isDue(new Date('2026-12-13T00:00:00Z'))).toBe(true); // a 13th
    expect(timetable.isDue(new Date('2026-11-21T00:00:00Z'))).toBe(false);
  });

  it('takes the nearest of several expressions', () => {
    const timetable = cron(['0 6 * * *', '0 18 * * *']);
    expect(timetable.next(new Date('2026-01-01T07:00:00Z')).toISOString()).toBe(
      '2026-01-01T18:00:00.000Z',
    );
    expect(timetable.previous(new Date('2026-01-01T17:00:00Z')).toISOString()).toBe(
      '2026-01-01T06:00:00.000Z',
    );
  });

  it('fires a daily run exactly once on a day whose clocks jump forward over it', () => {
    const timetable = cron(['30 2 * * *'], 'America/New_York');
    const due: string[] = [];
    let at = new Date('2027-03-13T12:00:00Z');
    for (let k = 0; k < 3; k += 1) {
      at = timetable.next(at);
      due.push(at.toISOString());
    }
    expect(due.map((time) => time.slice(0, 10))).toEqual([
      '2027-03-14',
      '2027-03-15',
      '2027-03-16',
    ]);
  });

  it('holds a moved time as due, and a repeated one once', () => {
    const zone = 'America/New_York';
    // 02:30 does not exist on 14 March 2027; 01:30 comes twice on 7 November.
    expect(cron(['30 2 * * *'], zone).isDue(new Date('2027-03-14T07:30:00Z'))).toBe(true);
    const overlap = ['2027-11-07T05:30:00Z', '2027-11-07T06:30:00Z'];
    const due = overlap.filter((time) => cron(['30 1 * * *'], zone).isDue(new Date(time)));
    expect(due).toHaveLength(1);
    const hourly = overlap.filter((time) => cron(['30 * * * *'], zone).isDue(new Date(time)));
    expect(hourly).toHaveLength(2);
  });

  it('counts intervals from the epoch, shifted by the offset', () => {
    const timetable = timetableOf({ kind: 'every', intervalMs: 3_600_000, offsetMs: 600_000 });
    expect(timetable?.next(new Date('2026-01-01T00:10:00Z')).toISOString()).toBe(
      '2026-01-01T01:10:00.000Z',
    );
    expect(timetable?.previous(new Date('2026-01-01T00:10:00Z')).toISOString()).toBe(
      '2025-12-31T23:10:00.000Z',
    );
    expect(timetable?.isDue(new Date('2026-01-01T00:10:00Z'))).toBe(true);
  });

  it('knows the presets, and that @once has no timetable', () => {
    expect(
      timetableOf(preset('@quarterly'))?.next(new Date('2026-02-01T00:00:00Z')).toISOString(),
    ).toBe('2026-04-01T00:00:00.000Z');
    expect(timetableOf(preset('@once'))).toBeUndefined();
  });
});
