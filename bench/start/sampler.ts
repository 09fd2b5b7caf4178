// A thread that looks at a process tree every 20 ms, so that the model server answers at once meanwhile.
import { parentPort, workerData } from 'node:worker_threads';
import { ProcessTree, type TreeSample } from './processTree.ts';

/** What the thread says when it is told to end. */
export interface Peak {
  readonly rssMb: number;
  readonly rssSumMb: number;
  readonly ownRssMb: number;
}

const everyMs = 20;
const tree = new ProcessTree(workerData as number);
let peak: Peak = { rssMb: 0, rssSumMb: 0, ownRssMb: 0 };

function look(): TreeSample {
  const sample = tree.sample();
  peak = {
    rssMb: Math.max(peak.rssMb, sample.rssMb),
    rssSumMb: Math.max(peak.rssSumMb, sample.rssSumMb),
    ownRssMb: Math.max(peak.ownRssMb, sample.ownRssMb),
  };
  return sample;
}

look();
const timer = setInterval(look, everyMs);
parentPort?.on('message', (word: 'cpu' | 'end') => {
  if (word === 'cpu') {
    parentPort?.postMessage(look().ownCpuMs);
    return;
  }
  clearInterval(timer);
  parentPort?.postMessage(peak);
  parentPort?.close();
});
