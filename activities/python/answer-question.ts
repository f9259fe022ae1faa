import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { writeFile } from '../data/dataset-store.ts';
import { reportTrial } from '../tune/report-trial.ts';
import { TrialHandle } from '../tune/trial-handle.ts';
import type { PythonQuestion } from './python-messages.ts';

/** A checkpoint of a script: its value, and its files as artifacts. */
const Checkpoint = z.object({ value: z.unknown(), files: z.record(z.string(), z.string()) });

/** What a script asked for. A trial that is pruned ends the task by what this throws. */
export async function answerQuestion(
  ctx: TaskContext,
  question: PythonQuestion,
  scratch: string,
): Promise<unknown> {
  switch (question.kind) {
    case 'file':
      return writeFile(ctx, await readFile(question.path), extensionOf(question.path));
    case 'artifact':
      return ctx.artifacts.putFile(question.name, question.path);
    case 'track':
      return ctx.track.artifact(question.name, await readFile(question.path));
    case 'save_checkpoint':
      return saveCheckpoint(ctx, question);
    case 'load_checkpoint':
      return loadCheckpoint(ctx, scratch);
    case 'secret':
      return ctx.secret(question.name);
    case 'report': {
      const { step, value } = question;
      return reportTrial(ctx, TrialHandle.parse(question.trial), { step, value });
    }
  }
}

function extensionOf(file: string): string {
  const extension = path.extname(file).slice(1);
  return /^[A-Za-z0-9]{1,20}$/.test(extension) ? extension : 'bin';
}

async function saveCheckpoint(
  ctx: TaskContext,
  { value, files }: Extract<PythonQuestion, { kind: 'save_checkpoint' }>,
): Promise<void> {
  const kept: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) {
    kept[name] = (await ctx.artifacts.putFile(path.basename(file), file)).uri;
  }
  await ctx.checkpoint.save({ value: value ?? null, files: kept });
}

async function loadCheckpoint(ctx: TaskContext, scratch: string): Promise<unknown> {
  const found = await ctx.checkpoint.load(Checkpoint);
  if (found === undefined) return null;
  const files: Record<string, string> = {};
  for (const [at, [name, uri]] of Object.entries(found.files).entries()) {
    const file = path.join(scratch, `checkpoint-${at}-${path.basename(uri)}`);
    await ctx.artifacts.getFile(uri, file);
    files[name] = file;
  }
  return { value: found.value, files };
}
