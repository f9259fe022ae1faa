import { z } from 'zod';
import { AnyJson, AnyObject, Timestamp } from './json.ts';
import { Note } from './control.ts';

const Decision = z.enum(['approved', 'rejected']);

export const ApprovalView = z
  .strictObject({
    dag_id: z.string(),
    dag_run_id: z.string(),
    path: z.string(),
    subject: z.string(),
    detail: AnyJson.nullable(),
    form: AnyObject.meta({ description: 'JSON Schema of the answer.' }),
    assignees: z.array(z.string()).meta({ description: 'Anybody with a token when empty.' }),
    approvers: z.int().meta({ description: 'How many different people have to approve.' }),
    deadline: Timestamp.nullable(),
    created_at: Timestamp,
    outcome: z.enum(['approved', 'rejected', 'failed', 'withdrawn']).nullable(),
    answers: z.array(
      z.strictObject({ by: z.string(), decision: Decision, answer: AnyObject, at: Timestamp }),
    ),
  })
  .meta({ id: 'Approval' });

export const ApprovalList = z
  .strictObject({ approvals: z.array(ApprovalView), total_entries: z.int() })
  .meta({ id: 'ApprovalList' });

export const AnswerBody = z
  .strictObject({
    decision: Decision,
    answer: AnyObject.optional().meta({ description: "By the approval's form; for `approved`." }),
    note: Note.optional(),
  })
  .meta({ id: 'AnswerApproval' });
