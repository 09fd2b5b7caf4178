/**
 * When jobs { name, arrival, burst } are finished that share a processor in turns of at most a quantum.
 * A job that arrives during a turn, or at its end, queues before the one that had the turn.
 */
export function roundRobin(jobs, quantum) {
  const coming = jobs.map((job) => ({ ...job, left: job.burst })).sort((a, b) => a.arrival - b.arrival);
  const queue = [];
  const finished = {};
  let time = 0;

  function admit() {
    while (coming.length > 0 && coming[0].arrival <= time) queue.push(coming.shift());
  }

  while (coming.length > 0 || queue.length > 0) {
    if (queue.length === 0) time = Math.max(time, coming[0].arrival);
    admit();
    const job = queue.shift();
    const turn = Math.min(quantum, job.left);
    time += turn;
    job.left -= turn;
    admit();
    if (job.left > 0) queue.push(job);
    else finished[job.name] = time;
  }
  return finished;
}
