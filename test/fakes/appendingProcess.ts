// A process that appends to a run of a PostgreSQL store: node appendingProcess.ts URL WORKSPACE RUN COUNT
import { openPostgresRunStore } from '../../src/adapters/store/postgresRunStore.ts';
import { parseRunId } from '../../src/base/ids.ts';

const [url = '', workspace = '', run = '', count = '0'] = process.argv.slice(2);
const { signal } = new AbortController();
const runId = parseRunId(run);
if (!runId) throw new Error(`not a run id: ${run}`);
const store = await openPostgresRunStore({ url, workspace }, Date.now, signal);
for (let i = 0; i < Number(count); i++)
  await store.append(runId, [{ type: 'repair.progressed', tried: i, ms: process.pid }], signal);
store.close();
