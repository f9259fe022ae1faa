import { IANAZone, DateTime } from 'luxon';

/** A moment at which a zone's clocks jump forward, so that some local times do not exist. */
export interface ClockGap {
  /** The last full hour before the jump. */
  readonly before: Date;
  readonly localTimeOf: (at: Date) => LocalTime;
}
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The forward jumps of a zone (IANA name) in the years after `from`, oldest first. */
export function clockGaps(zone: string, from: Date, years: number): ClockGap[] {
  const iana = IANAZone.create(zone);
  const end = from.getTime() + years * 366 * DAY_MS;
  const gaps: ClockGap[] = [];
  for (let at = from.getTime(); at < end; at += DAY_MS) {
    if (iana.offset(at + DAY_MS) <= iana.offset(at)) continue;
    let hour = at;
    while (iana.offset(hour + HOUR_MS) <= iana.offset(hour)) hour += HOUR_MS;
    gaps.push({
      before: new Date(hour),
      // `toObject` of a valid DateTime has all of these; luxon types them as optional.
      localTimeOf: (due) => DateTime.fromJSDate(due, { zone }).toObject() as LocalTime,
    });
  }
  return gaps;
}
