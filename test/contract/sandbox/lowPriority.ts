// Runs four commands in bubblewrap at once from a process of low priority, and prints what each says of its session, as JSON.
import { backEnds, makePlace, runIn } from './place.ts';

const place = makePlace();
try {
  const [bubblewrap] = backEnds;
  if (!bubblewrap) throw new Error('there is no back end');
  const sandbox = bubblewrap.create(place.runs);
  const command = ['sh', '-c', 'sleep 1.5; cat /proc/self/autogroup'];
  const results = await Promise.all([1, 2, 3, 4].map(() => runIn(sandbox, place, command)));
  console.log(JSON.stringify(results.map(({ stdout, stderr, exitCode }) => `${exitCode} ${stdout}${stderr}`.trim())));
} finally {
  place.dispose();
}
