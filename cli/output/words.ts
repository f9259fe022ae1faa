/** A time as people read it, in UTC. */
export function timeText(iso: string | null): string {
  return iso === null ? '' : iso.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z');
}

/** The clock of a time, for lines of a log or of progress. */
export function clockText(iso: string): string {
  return iso.slice(11, 19);
}

/** `17 ms`, `1.2 s`, `12.0 s`, `3 m 20 s`, `2 h 5 m`. */
export function durationText(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} m ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** `1 dag`, `3 dags`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
