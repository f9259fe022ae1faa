/**
 * The only paths that reach the router: segments of plain characters, with the few escapes that
 * ids need (`[`, `]`, `:`, `+`, `~`, `@`). What could be decoded twice, or read as a step to another
 * folder, is not among them: `%2e`, `%2f`, `%25`, `%00`, `\`, `.` and `..`, empty segments.
 */
const SEGMENT = /^(?:[A-Za-z0-9_.~:+@[\]-]|%(?:5[BbDd]|3[Aa]|2[Bb]|7[Ee]|40))+$/;

export function isCleanPath(url: string): boolean {
  const path = url.split('?', 1)[0] ?? '';
  if (ARTIFACTS.test(path)) return path.slice(1).split('/').every(isFileName);
  if (path === '/') return true;
  if (!path.startsWith('/')) return false;
  return path
    .slice(1)
    .split('/')
    .every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..');
}

const MLFLOW = /^\/api\/[23]\.0\/mlflow(?:-artifacts)?\//;
/** Files that MLflow's clients keep have the names that their users gave them. */
const ARTIFACTS = /^\/api\/[23]\.0\/mlflow-artifacts\/(?:artifacts|mpu\/[a-z]+|presigned)\//;

/** Whether a path is of MLflow's API. */
export function isMlflowPath(url: string): boolean {
  return MLFLOW.test(url);
}

/** A segment that means one name however often it is decoded, and no step to another folder. */
function isFileName(segment: string): boolean {
  try {
    const name = decodeURIComponent(segment);
    return name !== '' && name !== '.' && name !== '..' && !/[/\\%\p{Cc}]/u.test(name);
  } catch {
    return false;
  }
}
