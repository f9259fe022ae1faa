import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkDagFolder, formatReport } from '../workers/loading/index.ts';

const folder = fileURLToPath(new URL('./broken-dags', import.meta.url));

it('tells all faults of twelve broken files at once, as the stored report has them', async () => {
  const report = await checkDagFolder(folder);
  const text = formatReport(report, { withoutTime: true });
  await expect(`${text}\n`).toMatchFileSnapshot('./broken-dags/report.txt');
  expect(report.files.length).toBe(12);
  expect(new Set(report.faults.map(({ file }) => file)).size).toBe(12);
  expect(report.dags).toEqual([]);
  expect(text).not.toMatch(/^\s+at .*\(?.*:\d+:\d+\)?$/m);
  expect(text).not.toContain(folder);
}, 120_000);
