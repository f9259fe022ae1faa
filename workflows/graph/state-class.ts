/** Colours of task states as Airflow users know them. */
const COLOURS: { readonly [state: string]: string } = {
  none: 'fill:#d9f0f4,stroke:#4aa7b8',
  scheduled: 'fill:#e3d0b5,stroke:#a88752',
  queued: 'fill:#d6d6d6,stroke:#808080',
  restarting: 'fill:#e2ccf5,stroke:#7a30b8',
  running: 'fill:#cdf5b5,stroke:#4caf1c',
  up_for_retry: 'fill:#fbe9a2,stroke:#c7a008',
  up_for_reschedule: 'fill:#bdebe4,stroke:#159c88',
  deferred: 'fill:#d9c7f2,stroke:#6b40ba',
  awaiting_input: 'fill:#ffd6e8,stroke:#c2257a',
  success: 'fill:#bfe3c0,stroke:#1a7f1d',
  failed: 'fill:#f7b7b7,stroke:#c81e1e',
  skipped: 'fill:#f8c9dd,stroke:#d14b86',
  upstream_failed: 'fill:#fbd3a5,stroke:#d87a00',
  removed: 'fill:#eeeeee,stroke:#a0a0a0',
};

/** Mermaid's lines that colour the nodes of each state; text stays dark on all of them. */
export function stateClasses(idsByState: ReadonlyMap<string, readonly string[]>): string[] {
  return Object.entries(COLOURS).flatMap(([state, colours]) => {
    const ids = idsByState.get(state);
    if (ids === undefined) return [];
    return [`classDef ${state} ${colours},color:#111111`, `class ${ids.join(',')} ${state}`];
  });
}
