import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { isAbort } from '../../../src/base/errors.ts';
import type { Sandbox, SandboxLimits } from '../../../src/core/sandbox/sandbox.ts';
import { eventually } from '../../eventually.ts';
import { longestStop } from '../attacks/timing.ts';
import { backEnds, leftIn, makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

const mebibyte = 1024 * 1024;

/** Living processes whose command line holds the text. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        Number(pid) !== process.pid &&
        readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text)
      );
    } catch {
      return false;
    }
  });
}

const cases: readonly (readonly [limit: keyof SandboxLimits, value: number, argv: readonly string[]])[] = [
  ['wallMs', 400, ['sleep', '20']],
  [
    'memoryBytes',
    96 * mebibyte,
    [
      'python3',
      '-c',
      'import time\na=[]\nwhile len(a)<60:\n  a.append(bytearray(b"x")*(8<<20)); time.sleep(.02)\ntime.sleep(9)',
    ],
  ],
  ['outputBytes', 100_000, ['sh', '-c', 'head -c 50000000 /dev/zero | tr "\\0" A >&2; sleep 9']],
  ['diskBytes', 24 * mebibyte, ['sh', '-c', 'for i in 1 2 3; do head -c 16000000 /dev/zero > big$i; done; sleep 9']],
  ['diskBytes', 8 * mebibyte, ['sh', '-c', 'exec head -c 50000000 /dev/zero > big']],
  [
    'diskBytes',
    8 * mebibyte,
    ['sh', '-c', 'i=0; while [ $i -lt 40 ]; do head -c 1000000 /dev/zero > big$i; i=$((i+1)); done'],
  ],
];

/** Each limit passed by several processes of which some have left their group. The mark that finds them comes last. */
const flock = (work: string) => ['sh', '-c', `(setsid sh -c '${work}' "$0" &); sh -c '${work}' "$0" & ${work}`];
const bombs: readonly (readonly [limit: keyof SandboxLimits, value: number, argv: readonly string[]])[] = [
  [
    'memoryBytes',
    128 * mebibyte,
    ['python3', '-c', 'import os,time\nfor i in range(3): os.fork()\nb=bytearray(b"x")*(64<<20)\ntime.sleep(30)'],
  ],
  ['outputBytes', 200_000, flock('while :; do echo "$0 $0 $0 $0 $0 $0 $0 $0"; done')],
  [
    'processes',
    40,
    [
      'python3',
      '-c',
      'import os,time\nfor i in range(60): os.fork()==0 and (os.setsid(),time.sleep(30))\ntime.sleep(30)',
    ],
  ],
  [
    'diskBytes',
    16 * mebibyte,
    flock('i=0; while [ $i -lt 60 ]; do head -c 1000000 /dev/zero > f$$-$i; i=$((i+1)); done; sleep 30'),
  ],
  ['wallMs', 700, flock('trap "" TERM INT HUP; sleep 30')],
  ['cpuSeconds', 1, flock('while :; do :; done')],
  ['files', 300, ['python3', '-c', 'import time\nfor i in range(3000): open(f"f{i}","w")\ntime.sleep(30)']],
];

for (const backEnd of backEnds)
  describe(`sandbox ${backEnd.name}: limits`, () => {
    let place: Place;
    let sandbox: Sandbox;
    let own: Place;

    before(async function () {
      own = makePlace();
      sandbox = backEnd.create(own.runs);
      const probe = await sandbox.probe(neverAborted);
      if (!probe.works) skip(this, `${probe.problem} ${probe.remedy}`);
    });
    after(() => own.dispose());
    beforeEach(() => {
      place = makePlace();
    });
    afterEach(() => place.dispose());

    for (const [limit, value, argv] of cases)
      it(`names ${limit} for ${argv.join(' ').slice(0, 60).replaceAll('\n', ' ')}`, async function () {
        if (!backEnd.watches && limit === 'memoryBytes') skip(this, 'not watched from Windows; the probe says so');
        if (!backEnd.isolated && argv.includes('exec head -c 50000000 /dev/zero > big'))
          skip(this, 'no file size limit without a sandbox');
        const result = await runIn(sandbox, place, argv, { policy: place.policyWith({ [limit]: value }) });
        assert.deepEqual(
          [result.limit, result.exitCode, result.signal],
          [limit, undefined, undefined],
          JSON.stringify(result).slice(0, 500),
        );
        // Each would go on for nine seconds and more.
        assert.ok(result.wallMs < 8_500, `${result.wallMs} ms`);
        assert.ok(result.stdout.length <= 100_000 || limit !== 'outputBytes');
      });

    for (const [limit, value, argv] of bombs)
      it(`${limit} passed on purpose: ended at once, named, nothing left, and the host goes on`, async function () {
        if (!backEnd.watches && ['memoryBytes', 'processes', 'cpuSeconds'].includes(limit))
          skip(this, 'not watched from Windows; the probe says so');
        const mark = `mark-${randomUUID()}`;
        const policy = place.policyWith({ [limit]: value });
        let result: Awaited<ReturnType<typeof runIn>> | undefined;
        const stop = await longestStop(async () => {
          result = await runIn(sandbox, place, [...argv, mark], { policy });
        });
        const { stopMs = Number.NaN } = result ?? {};
        console.log(
          `      ${limit}: gone ${stopMs} ms after it was seen, ${Math.round(stop)} ms without a turn at most`,
        );
        assert.equal(result?.limit, limit, JSON.stringify(result).slice(0, 500));
        // It takes a few milliseconds; 500 are promised, and a loaded machine may take four times as many.
        assert.ok(stopMs < 4 * 500, `${stopMs} ms`);
        assert.ok(stop < 2_000, `the event loop stood still for ${stop} ms`);
        assert.deepEqual(processesWith(mark), []);
        assert.deepEqual(leftIn(own.runs), []);
      });

    it('adds disk growth up over the commands of one copy', async () => {
      const policy = place.policyWith({ diskBytes: 10 * mebibyte });
      const grow = (name: string) =>
        runIn(sandbox, place, ['sh', '-c', `head -c 8000000 /dev/zero > ${name}`], { policy });
      assert.equal((await grow('a')).limit, undefined);
      assert.equal((await grow('b')).limit, 'diskBytes');
    });

    it('reports the memory that was used at most', async function () {
      if (!backEnd.watches) skip(this, 'not watched from Windows; the probe says so');
      const result = await runIn(sandbox, place, [
        'python3',
        '-c',
        'import time;a=bytearray(b"x")*(64<<20);time.sleep(.6)',
      ]);
      assert.ok((result.peakMemoryBytes ?? 0) > 64 * mebibyte, String(result.peakMemoryBytes));
    });

    it('abort rejects within 500 ms and kills the whole tree', async () => {
      const mark = `mark-${randomUUID()}`;
      const script = `setsid sh -c 'trap "" TERM; sleep 60; : ${mark}' & (setsid sh -c 'sleep 61; : ${mark}' &) ; sleep 62; : ${mark}`;
      const controller = new AbortController();
      const running = runIn(sandbox, place, ['sh', '-c', script], { signal: controller.signal });
      // The three shells, and what bubblewrap puts around them.
      const all = backEnd.isolated ? 6 : 3;
      await eventually(() => processesWith(mark).length >= all, `${all} processes of the command`);
      const abortedAt = performance.now();
      controller.abort();
      await assert.rejects(running, isAbort);
      assert.ok(performance.now() - abortedAt < 500);
      assert.deepEqual(processesWith(mark), []);
    });

    it('rejects at once when aborted before', async () => {
      await assert.rejects(runIn(sandbox, place, ['true'], { signal: AbortSignal.abort() }), isAbort);
    });

    it('leaves no daemon behind a command that ended by itself', async () => {
      const mark = `mark-${randomUUID()}`;
      const result = await runIn(sandbox, place, [
        'sh',
        '-c',
        `(setsid sh -c 'sleep 60; : ${mark}' >/dev/null 2>&1 &) ; setsid sh -c 'sleep 60; : ${mark}' & echo done`,
      ]);
      assert.deepEqual([result.exitCode, result.stdout], [0, 'done\n']);
      assert.deepEqual(processesWith(mark), []);
      assert.ok(result.wallMs < 2_500, `took ${result.wallMs} ms`);
    });
  });

for (const [index, backEnd] of backEnds.entries())
  it(`sandbox ${backEnd.name}: the tree ends when the process that runs it is killed`, async function () {
    if (!backEnd.isolated) skip(this, 'nothing holds a process that is not isolated');
    const place = makePlace();
    const sandbox = backEnd.create(place.runs);
    const probe = await sandbox?.probe(neverAborted);
    if (!probe?.works) skip(this, String(probe?.problem));
    const mark = `mark-${randomUUID()}`;
    const here = new URL('place.ts', import.meta.url).href;
    const script = `const {backEnds,runIn}=await import(${JSON.stringify(here)});
      await runIn(backEnds[${index}].create(${JSON.stringify(place.runs)}),{workspace:${JSON.stringify(place.workspace)},policy:${JSON.stringify(place.policy)}},['sh','-c','setsid sh -c "sleep 60; : ${mark}" & sleep 60; : ${mark}'])`;
    const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (data) => (said += String(data)));
    const started = () => processesWith(mark).length >= 5 || (said === '' ? false : Promise.reject(new Error(said)));
    await eventually(started, 'this process, two of the back end, two shells');
    child.kill('SIGKILL');
    await eventually(() => processesWith(mark).length === 0, 'no process is left');
    assert.equal(leftIn(place.runs).length, 1);
    await backEnd.create(place.runs).probe(neverAborted);
    assert.deepEqual(leftIn(place.runs), [], 'the next process removes what the killed one left');
    place.dispose();
  });
