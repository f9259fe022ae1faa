/* eslint-disable */
export interface paths {
    "/api/v1/dags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDag"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["patchDag"];
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDagGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDagRuns"];
        put?: never;
        post: operations["triggerDagRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDagRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["patchDagRun"];
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDagRunGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDagRunManifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelDagRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listChildren"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTaskInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["patchTaskInstances"];
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTaskInstance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["patchTaskInstance"];
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/logs/{try_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/clearTaskInstances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["clearTaskInstances"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["clearDagRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/hitlDetails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["answerApproval"];
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEvents"];
        put?: never;
        post: operations["sendEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAssetEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/eventLogs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEventLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCallbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDeployments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{build}/setCurrent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["setCurrentDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{build}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["drainDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listModelVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getModelVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["changeModelVersion"];
        trace?: never;
    };
    "/api/v1/models/{name}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getModelVersionByAlias"];
        put: operations["setModelAlias"];
        post?: never;
        delete: operations["deleteModelAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/aliases/{alias}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAliasHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listExperiments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/experiments/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["searchTrackedRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/importErrors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listImportErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/monitor/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ClearTaskInstancesInput: {
            /** @description A run id. */
            dag_run_id: string;
            /**
             * @description As in Airflow: true unless told.
             * @default true
             */
            dry_run: boolean;
            /** @description All tasks when left out. */
            task_ids?: (string | [
                string,
                number
            ])[];
            /** @default false */
            include_upstream: boolean;
            /** @default false */
            include_downstream: boolean;
            /** @default true */
            only_failed: boolean;
            /** @default false */
            only_running: boolean;
            /**
             * @description A run with a cleared task is always open again.
             * @constant
             */
            reset_dag_runs?: true;
            /**
             * @description On the dag's newest plan and build; a run that is still open keeps its own.
             * @default false
             */
            run_on_latest_version: boolean;
            /**
             * @description Cleared tasks go on from their newest checkpoint.
             * @default false
             */
            keep_checkpoints: boolean;
            /** @description Why; kept in the event log. */
            note?: string;
        };
        ClearDagRunInput: {
            /**
             * @description As in Airflow: true unless told.
             * @default true
             */
            dry_run: boolean;
            /** @default false */
            only_failed: boolean;
            /** @default false */
            run_on_latest_version: boolean;
            /** @default false */
            keep_checkpoints: boolean;
            /** @description Why; kept in the event log. */
            note?: string;
        };
        PatchTaskInstanceInput: {
            /** @enum {string} */
            new_state: "success" | "failed" | "skipped";
            /** @default false */
            include_upstream: boolean;
            /** @default false */
            include_downstream: boolean;
            /** @default false */
            dry_run: boolean;
            /** @description Why; kept in the event log. */
            note?: string;
        };
        PatchTaskInstancesInput: {
            task_ids: (string | [
                string,
                number
            ])[];
            /** @enum {string} */
            new_state: "success" | "failed" | "skipped";
            /** @default false */
            include_upstream: boolean;
            /** @default false */
            include_downstream: boolean;
            /** @default false */
            dry_run: boolean;
            /** @description Why; kept in the event log. */
            note?: string;
        };
        DagRunPatchInput: {
            /**
             * @description As in Airflow: `queued` clears the run, `success` marks what has not ended, `failed` stops it.
             * @enum {string}
             */
            state?: "queued" | "success" | "failed";
            /** @description While true nothing new starts; what runs goes on. */
            paused?: boolean;
            /** @description Why; kept in the event log. */
            note?: string;
        };
        AnswerApprovalInput: {
            /** @enum {string} */
            decision: "approved" | "rejected";
            /** @description By the approval's form; for `approved`. */
            answer?: {
                [key: string]: unknown;
            };
            /** @description Why; kept in the event log. */
            note?: string;
        };
        DagPatchInput: {
            is_paused: boolean;
        };
        TriggerDagRunInput: {
            /** @description Any JSON object. */
            conf?: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            logical_date?: string;
            /** @description A run id. */
            dag_run_id?: string;
        };
        ChangeDeploymentInput: {
            /** @description Why; kept in the event log. */
            note?: string;
        };
        SendEventInput: {
            /** @description Name of the asset or event. */
            source: string;
            /** @description Each is taken once, however often it is sent. */
            event_id: string;
            /**
             * @description Any JSON value.
             * @default null
             */
            payload: unknown;
            /** Format: date-time */
            time?: string;
        };
        TaskInstance: {
            dag_id: string;
            dag_run_id: string;
            path: string;
            task_id: string;
            map_indexes: number[];
            state: string;
            try_number: number;
            queue: string | null;
            worker: {
                identity: string;
                build: string;
                device: string | null;
                backend: string | null;
            } | null;
            start_date: string | null;
            end_date: string | null;
            duration: number | null;
            error: {
                type: string;
                message: string;
            } | null;
            reason: string | null;
        };
        TaskInstanceDetails: {
            dag_id: string;
            dag_run_id: string;
            path: string;
            task_id: string;
            map_indexes: number[];
            state: string;
            try_number: number;
            queue: string | null;
            worker: {
                identity: string;
                build: string;
                device: string | null;
                backend: string | null;
            } | null;
            start_date: string | null;
            end_date: string | null;
            duration: number | null;
            error: {
                type: string;
                message: string;
            } | null;
            reason: string | null;
            /** @description What the task returned: its value, or where a large one is stored. */
            output: unknown | null;
        };
        TaskInstanceList: {
            task_instances: components["schemas"]["TaskInstance"][];
            /** @description That fit the filters. */
            total_entries: number;
            /** @description Of the whole run, by state. */
            counts: {
                [key: string]: number;
            };
            /** @description Hand it back as `after` for the next page; null at the end. */
            next_after: string | null;
            /** @description True when the open run itself answered; else this is what the database has. */
            live: boolean;
        };
        AttemptList: {
            attempts: {
                try_number: number;
                /** @description Of the run: one more with each clear. */
                generation: number;
                state: string;
                /** Format: date-time */
                start_date: string;
                end_date: string | null;
                duration: number | null;
                worker: {
                    identity: string;
                    build: string;
                    device: string | null;
                    backend: string | null;
                };
                error: {
                    type: string;
                    message: string;
                } | null;
            }[];
            total_entries: number;
        };
        Log: {
            try_number: number;
            lines: {
                time: string;
                /** @enum {string} */
                level: "debug" | "info" | "warn" | "error";
                source: string;
                message: string;
                /** @description Any JSON value. */
                data?: unknown;
            }[];
            /** @description Hand it back as `after` to read on. */
            next: string;
            /** @description True when no line will follow. */
            finished: boolean;
        };
        ControlledTaskInstances: {
            /** @description The first 1,000 of them. */
            task_instances: components["schemas"]["TaskInstance"][];
            total_entries: number;
            dry_run: boolean;
            /** @description The run's from here on. */
            generation: number | null;
            /** @description The id of its row in the event log. */
            request_id: string | null;
        };
        Approval: {
            dag_id: string;
            dag_run_id: string;
            path: string;
            subject: string;
            detail: unknown | null;
            /** @description JSON Schema of the answer. */
            form: {
                [key: string]: unknown;
            };
            /** @description Anybody with a token when empty. */
            assignees: string[];
            /** @description How many different people have to approve. */
            approvers: number;
            deadline: string | null;
            /** Format: date-time */
            created_at: string;
            outcome: ("approved" | "rejected" | "failed" | "withdrawn") | null;
            answers: {
                by: string;
                /** @enum {string} */
                decision: "approved" | "rejected";
                /** @description Any JSON object. */
                answer: {
                    [key: string]: unknown;
                };
                /** Format: date-time */
                at: string;
            }[];
        };
        ApprovalList: {
            approvals: components["schemas"]["Approval"][];
            total_entries: number;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            issues?: {
                path: string;
                message: string;
                code: string;
                expected?: string;
            }[];
        };
        Dag: {
            dag_id: string;
            is_paused: boolean;
            timetable_summary: string | null;
            fileloc: string;
            tags: string[];
            owner: string | null;
            plan_hash: string;
            build: string;
            /** Format: date-time */
            last_parsed_time: string;
        };
        DagDetails: {
            dag_id: string;
            is_paused: boolean;
            timetable_summary: string | null;
            fileloc: string;
            tags: string[];
            owner: string | null;
            plan_hash: string;
            build: string;
            /** Format: date-time */
            last_parsed_time: string;
            doc: string | null;
            /** @description JSON Schema of a run's conf. */
            params: {
                [key: string]: unknown;
            };
            /** @description Any JSON object. */
            settings: {
                [key: string]: unknown;
            };
            schedule: {
                [key: string]: unknown;
            } | null;
            task_count: number;
        };
        DagList: {
            dags: components["schemas"]["Dag"][];
            total_entries: number;
        };
        Graph: {
            plan_hash: string;
            /** @enum {string} */
            format: "mermaid" | "tree" | "markdown";
            text: string;
        };
        ImportErrorList: {
            import_errors: {
                filename: string;
                code: string;
                message: string;
            }[];
            total_entries: number;
        };
        DagRun: {
            dag_id: string;
            dag_run_id: string;
            run_type: string;
            /** @enum {string} */
            state: "queued" | "running" | "success" | "failed";
            /** @description Nothing new starts until it is resumed. */
            is_paused: boolean;
            /** @description The task instance that started it. */
            parent: {
                dag_id: string;
                dag_run_id: string;
                path: string;
            } | null;
            /** Format: date-time */
            logical_date: string;
            /** Format: date-time */
            data_interval_start: string;
            /** Format: date-time */
            data_interval_end: string;
            /** Format: date-time */
            queued_at: string;
            start_date: string | null;
            end_date: string | null;
            /** @description Seconds; null until the run ends. */
            duration: number | null;
            /** @description Any JSON object. */
            conf: {
                [key: string]: unknown;
            };
            plan_hash: string;
            build: string | null;
            generation: number;
            workflow_id: string;
            note: string | null;
            result: unknown | null;
        };
        DagRunList: {
            dag_runs: components["schemas"]["DagRun"][];
            /** @description Hand it back as `before` for the next page; null at the end. */
            next_before: string | null;
        };
        ChildDagRunList: {
            dag_runs: components["schemas"]["DagRun"][];
            total_entries: number;
        };
        Deployment: {
            build: string;
            /**
             * @description New runs start on the current one; a draining one still has open runs.
             * @enum {string}
             */
            status: "current" | "draining" | "drained" | "inactive" | "unversioned";
            created_at: string | null;
            changed_at: string | null;
            queues: {
                queue: string;
                /** @description Workers of this build alive on it now. */
                workers: number;
            }[];
            open_runs: number;
        };
        DeploymentList: {
            deployments: components["schemas"]["Deployment"][];
            total_entries: number;
        };
        Experiment: {
            experiment_id: string;
            name: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            tags: {
                [key: string]: string;
            };
        };
        ExperimentList: {
            experiments: components["schemas"]["Experiment"][];
        };
        TrackedRun: {
            run_id: string;
            experiment_id: string;
            name: string;
            user: string;
            /** @enum {string} */
            status: "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            /** @description The latest value of each; null for what is no finite number. */
            metrics: {
                [key: string]: number | null;
            };
            params: {
                [key: string]: string;
            };
            tags: {
                [key: string]: string;
            };
        };
        TrackedRunList: {
            runs: components["schemas"]["TrackedRun"][];
        };
        Callback: {
            id: string;
            /** @enum {string} */
            topic: "callback" | "event";
            /** @description Only its workers can send it. */
            build: string | null;
            /** @enum {string} */
            state: "waiting" | "sent" | "given_up";
            /** Format: date-time */
            created_at: string;
            sent_at: string | null;
            given_up_at: string | null;
            tries: number;
            error: string | null;
        };
        CallbackList: {
            callbacks: components["schemas"]["Callback"][];
            total_entries: number;
        };
        EventLog: {
            /** @description The request id of what was done. */
            event_log_id: string;
            /** Format: date-time */
            when: string;
            /** @description Who did it, by the name of the token. */
            owner: string;
            /** @description `run.clear`, `run.mark`, `approval.answer`, … */
            event: string;
            dag_id: string | null;
            run_id: string | null;
            reason: string | null;
            /** @description Any JSON object. */
            extra: {
                [key: string]: unknown;
            };
        };
        EventLogList: {
            event_logs: components["schemas"]["EventLog"][];
            total_entries: number;
        };
        Event: {
            sequence: number;
            source: string;
            /** @enum {string} */
            kind: "asset" | "event";
            event_id: string;
            payload: unknown | null;
            /** Format: date-time */
            time: string;
            /** @description The task instance whose outlet it is. */
            origin: {
                dag_id: string;
                dag_run_id: string;
                path: string;
            } | null;
        };
        EventList: {
            events: components["schemas"]["Event"][];
            total_entries: number;
        };
        EventSent: {
            event_id: string;
            /** @description False when it had been sent before. */
            created: boolean;
            /** @description Task instances that waited for it. */
            delivered_to: {
                dag_id: string;
                dag_run_id: string;
                path: string;
            }[];
        };
        WorkerList: {
            workers: {
                identity: string;
                /** @enum {string} */
                role: "engine" | "cpu" | "gpu" | "custom";
                queue: string;
                build: string;
                host: string;
                pid: number;
                device: string;
                backend: string;
                /** Format: date-time */
                started_at: string;
                /** @description Every task queue it listens to: the plain one, and those of wishes it fulfils. */
                queues: string[];
                capabilities: {
                    cpu: number;
                    memory_bytes: number;
                    gpus: number;
                    gpu_memory_bytes: number;
                    labels: {
                        [key: string]: string;
                    };
                } | null;
            }[];
            total_entries: number;
        };
        MonitorHealth: {
            metadatabase: {
                /** @enum {string} */
                status: "healthy" | "unhealthy";
            };
            object_store: {
                /** @enum {string} */
                status: "healthy" | "unhealthy";
            };
            temporal: {
                /** @enum {string} */
                status: "healthy" | "unhealthy";
            };
            /** @description Healthy when a worker that runs workflows is alive. */
            engine: {
                /** @enum {string} */
                status: "healthy" | "unhealthy";
            };
            /** @description Workers alive, by queue. */
            queues: {
                [key: string]: number;
            };
        };
        Version: {
            version: string;
            /** @constant */
            api: "v1";
        };
        /** @description What a run was made from, and the hash of everything it made. */
        RunManifest: {
            dag_id: string;
            dag_run_id: string;
            /** @enum {string} */
            state: "queued" | "running" | "success" | "failed";
            /** Format: date-time */
            logical_date: string;
            /** Format: date-time */
            data_interval_start: string;
            /** Format: date-time */
            data_interval_end: string;
            /** @description The params, seeds and data locations among them. */
            conf: {
                [key: string]: unknown;
            };
            plan_hash: string;
            /** @description Hash over the dag files, their imports, the lockfile and the engine. */
            build: string | null;
            /** @description What the dag is by now. */
            current_plan_hash: string | null;
            current_build: string | null;
            engine_version: string;
            tasks: {
                path: string;
                state: string;
                try_number: number;
                worker: {
                    identity: string;
                    build: string;
                    device: string | null;
                    backend: string | null;
                } | null;
                contents: {
                    /** @description JSON pointer into the output. */
                    at: string;
                    /** @enum {string} */
                    kind: "data" | "model" | "file";
                    sha256: string;
                    uri: string | null;
                }[];
                metrics: {
                    /** @description JSON pointer into the output. */
                    at: string;
                    value: number;
                }[];
            }[];
        };
        Model: {
            name: string;
            latest_version: number;
            aliases: {
                [key: string]: number;
            };
            /** Format: date-time */
            created_at: string;
        };
        ModelList: {
            models: components["schemas"]["Model"][];
            total_entries: number;
        };
        ModelVersion: {
            name: string;
            version: number;
            aliases: string[];
            source: {
                dag_id: string;
                dag_run_id: string;
                path: string;
            };
            sha256: string;
            size: number;
            /** @description Any JSON object. */
            signature: {
                [key: string]: unknown;
            };
            metrics: {
                [key: string]: number;
            };
            /** @description Any JSON object. */
            lineage: {
                [key: string]: unknown;
            };
            tags: {
                [key: string]: string;
            };
            /** Format: date-time */
            created_at: string;
            description: string;
            /** @description The newest decision of a person; null while there is none. */
            approval: {
                /** @enum {string} */
                state: "approved" | "rejected";
                by: string;
                /** Format: date-time */
                at: string;
                reason: string;
            } | null;
            /** @description The run of tracking that made it. */
            tracking_run: string | null;
        };
        AliasHistory: {
            moves: {
                from: number | null;
                to: number | null;
                /** Format: date-time */
                at: string;
                by: string;
            }[];
        };
        ModelVersionList: {
            model_versions: components["schemas"]["ModelVersion"][];
            total_entries: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listDags: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                paused?: "true" | "false";
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagDetails"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchDag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DagPatchInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dag"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: {
                plan_hash?: string;
            };
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Any JSON object. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDagGraph: {
        parameters: {
            query?: {
                format?: "mermaid" | "tree" | "markdown";
                plan_hash?: string;
            };
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Graph"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDagRuns: {
        parameters: {
            query?: {
                state?: "queued" | "running" | "success" | "failed";
                limit?: number;
                before?: string;
            };
            header?: never;
            path: {
                dag_id: "~" | string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagRunList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggerDagRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerDagRunInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagRun"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDagRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagRun"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchDagRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DagRunPatchInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagRun"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDagRunGraph: {
        parameters: {
            query?: {
                format?: "mermaid" | "tree" | "markdown";
            };
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Graph"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDagRunManifest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunManifest"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelDagRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DagRun"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChildren: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChildDagRunList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTaskInstances: {
        parameters: {
            query?: {
                limit?: number;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                after?: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                task_id?: string;
                state?: "none" | "scheduled" | "queued" | "running" | "restarting" | "up_for_retry" | "up_for_reschedule" | "deferred" | "awaiting_input" | "success" | "failed" | "skipped" | "upstream_failed" | "removed";
            };
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInstanceList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTaskInstances: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchTaskInstancesInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlledTaskInstances"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTaskInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInstanceDetails"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTaskInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                path: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchTaskInstanceInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlledTaskInstances"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAttempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLog: {
        parameters: {
            query?: {
                after?: string;
            };
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                path: string;
                try_number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Log"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clearTaskInstances: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClearTaskInstancesInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlledTaskInstances"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clearDagRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClearDagRunInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlledTaskInstances"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description A dag id. */
                dag_id?: string;
                /** @description A run id. */
                dag_run_id?: string;
                open?: "true" | "false";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answerApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A dag id. */
                dag_id: string;
                /** @description A run id. */
                dag_run_id: string;
                /** @description A task instance, such as `train` or `fold[3].train`. */
                path: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerApprovalInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                source?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendEventInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventSent"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAssetEvents: {
        parameters: {
            query?: {
                source?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEventLogs: {
        parameters: {
            query?: {
                /** @description A dag id. */
                dag_id?: string;
                /** @description A run id. */
                run_id?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventLogList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCallbacks: {
        parameters: {
            query?: {
                state?: "waiting" | "sent" | "given_up";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeployments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCurrentDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                build: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeDeploymentInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drainDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                build: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeDeploymentInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModelVersions: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeModelVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    /** @description Null takes a tag away. */
                    tags?: {
                        [key: string]: string | null;
                    };
                    approval?: {
                        /** @enum {string} */
                        state: "approved" | "rejected";
                        reason: string;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelVersionByAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setModelAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version: number;
                    /** @description Refused unless it points there (null: nowhere). Left out: wherever it points. */
                    expected?: number | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteModelAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAliasHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model name. */
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AliasHistory"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExperiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchTrackedRuns: {
        parameters: {
            query?: {
                /** @description As MLflow writes filters. */
                filter?: string;
                /** @description `metrics.accuracy DESC` */
                order_by?: string;
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackedRunList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImportErrors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportErrorList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonitorHealth"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
