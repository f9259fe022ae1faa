import { describe, expect, it } from 'vitest';
import { scheduleSpecOf } from './schedule-spec.ts';

const FROM = new Date('2026-11-21T00:00:00Z');
const spec = (expression: string, timezone = 'UTC'): ReturnType<typeof scheduleSpecOf> =>
  scheduleSpecOf({ kind: 'cron', expressions: [expression], timezone, jitterMs: 0 }, FROM);

describe('schedule spec', () => {
  it('never hands a cron string to Temporal', () => {
    expect(spec('0 0 * * 1#2')).not.toHaveProperty('cronExpressions');
  });

  it('makes two calendars of two day fields, because cron means either', () => {
    const calendars = spec('0 0 13 * 5')?.calendars;
    expect(calendars).toHaveLength(2);
    expect(calendars?.[0]).toMatchObject({ dayOfMonth: [13], dayOfWeek: '*' });
    expect(calendars?.[1]).toMatchObject({ dayOfMonth: '*', dayOfWeek: ['FRIDAY'] });
  });

  it('takes a step of days for days, not for any day', () => {
    expect(spec('0 0 */2 * 1')?.calendars).toHaveLength(2);
  });

  it('widens the last day of the month to every day; the timetable picks', () => {
    expect(spec('0 0 L * *')?.calendars?.[0]).toMatchObject({ dayOfMonth: '*' });
  });

  it('adds a dated calendar for each due time that a clock change moves', () => {
    const dated = spec('30 2 * * *', 'America/New_York')?.calendars?.filter(
      (calendar) => 'year' in calendar && calendar.year === 2027,
    );
    expect(dated).toContainEqual(
      expect.objectContaining({ year: 2027, month: 'MARCH', dayOfMonth: 14 }),
    );
  });

  it('has nothing for Temporal to fire when runs start once or by events', () => {
    expect(scheduleSpecOf({ kind: 'preset', preset: '@once' }, FROM)).toBeUndefined();
    expect(scheduleSpecOf({ kind: 'events', mode: 'all', sources: [] }, FROM)).toBeUndefined();
  });
});
