/**
 * The only paths that reach the router: segments of plain characters, with the few escapes that
 * ids need (`[`, `]`, `:`, `+`, `~`, `@`). What could be decoded twice, or read as a step to another
 * folder, is not among them: `%2e`, `%2f`, `%25`, `%00`, `\`, `.` and `..`, empty segments.
 */
const SEGMENT = /^(?:[A-Za-z0-9_.~:+@[\]-]|%(?:5[BbDd]|3[Aa]|2[Bb]|7[Ee]|40))+$/;

export function isCleanPath(url: string): boolean {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/') return true;
  if (!path.startsWith('/')) return false;
  return path
    .slice(1)
    .split('/')
    .every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..');
}
