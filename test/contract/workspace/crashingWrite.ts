import { createShadowWorkspace } from '../../../src/adapters/workspace/shadowWorkspace.ts';
import type { FileWrite } from '../../../src/core/workspace/workspace.ts';

/** A process that is killed at the given step of a write: argv = workspace, data folder, step number, writes as JSON. */
const [path = '', dataFolder = '', stepText = '', writesText = ''] = process.argv.slice(2);
const writes = (JSON.parse(writesText) as { path: string; content: string | null }[]).map((write) => ({
  ...write,
  content: write.content === null ? undefined : Buffer.from(write.content, 'base64'),
})) as FileWrite[];
let step = 0;
const workspace = createShadowWorkspace({
  path,
  dataFolder,
  onStep: () => {
    if (++step === Number(stepText)) process.kill(process.pid, 'SIGKILL');
  },
});
const outcome = await workspace.write(writes, new AbortController().signal);
console.log(JSON.stringify(outcome));
