import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLineRun } from '../../../src/adapters/testRunner/readLineRun.ts';
import { createUnknownRunner } from '../../../src/adapters/testRunner/unknownRunner.ts';
import { readCoverage } from '../../../src/app/readCoverage.ts';
import { createTestRunning, readReport } from '../../../src/app/testRunning.ts';
import { openWarmChannel, type WarmChannel } from '../../../src/app/warmChannel.ts';
import { readLineReport } from '../../../src/core/evidence/lineReport.ts';
import { readPrintedReport } from '../../../src/core/evidence/printedReport.ts';
import { proveFix } from '../../../src/core/evidence/proof.ts';
import { nameCases } from '../../../src/core/evidence/testId.ts';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';
import type { RawTestRun } from '../../../src/core/evidence/testRunner.ts';
import { eventually } from '../../eventually.ts';
import { backEnds, makePlace, skip } from '../sandbox/place.ts';
import { never } from '../workspace/workspaceFixture.ts';
import { attackIt } from './hostAttacks.ts';
import { timed } from './timing.ts';

const place = { workspacePath: '/w', scratchPath: '/s', runName: 'key' };
const raw: RawTestRun = {
  exitCode: 1,
  signal: undefined,
  limit: undefined,
  stdout: '',
  stderr: '',
  reportText: undefined,
  wallMs: 1,
};
const where = { root: '/w', cwd: '' };

describe('attacks on the host: what tests leave in the place of their report', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopwright-report-'));
    file = join(folder, 'report.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  attackIt('H12', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'SECRET');
    for (const target of [secret, '/dev/zero', '/proc/self/environ']) {
      symlinkSync(target, file);
      assert.equal(await readReport(file), undefined);
      assert.ok(!existsSync(file), 'the link is gone');
    }
    assert.equal(readFileSync(secret, 'utf8'), 'SECRET');
  });

  attackIt('H13', async () => {
    assert.equal(spawnSync('mkfifo', [file]).status, 0);
    const took = await timed(async () => assert.equal(await readReport(file), undefined));
    assert.ok(took < 5_000, `it waited ${took} ms at the pipe`);
  });

  attackIt('H14', async () => {
    writeFileSync(file, '');
    truncateSync(file, 1024 ** 4);
    const before = process.memoryUsage.rss();
    assert.equal(await readReport(file), undefined);
    assert.ok(process.memoryUsage.rss() - before < 200 * 1024 * 1024, 'it was read before its size was looked at');
    mkdirSync(file);
    assert.equal(await readReport(file), undefined);
  });

  attackIt('H15', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'process-1.json'), '{"result":[]}');
    assert.equal((await readCoverage(elsewhere)).length, 1);
    symlinkSync(elsewhere, join(folder, 'coverage'));
    assert.deepEqual(await readCoverage(join(folder, 'coverage')), []);
  });
});

/** A red test that, at the very end of its process, puts something else in the place of the report that says so. */
const exchanging = (exchange: string) => `
const fs = require('node:fs');
const test = require('node:test');
test('red', () => { throw new Error('red'); });
process.on('exit', () => {
  const [, hook] = /--require="?(\\S*?)-hook\\.cjs/.exec(process.env.NODE_OPTIONS);
  const report = hook + '-report.jsonl';
  fs.writeFileSync(hook + '-seen', String(fs.existsSync(report)));
  fs.rmSync(report, { force: true });
  ${exchange}
  process.exitCode = 0;
});
`;

describe('attacks on the host: a test that exchanges its report, in the sandbox', () => {
  attackIt('H47', async function () {
    for (const exchange of [
      "fs.symlinkSync(require('node:path').join(process.cwd(), '../../secret'), report);",
      "require('node:child_process').execFileSync('mkfifo', [report]);",
      'fs.mkdirSync(report);',
    ]) {
      const sandboxPlace = makePlace();
      try {
        const sandbox = backEnds[0]?.create(sandboxPlace.runs);
        const probe = await sandbox?.probe(never);
        if (!sandbox || !probe?.works) return skip(this, String(probe?.problem));
        writeFileSync(join(sandboxPlace.root, 'secret'), 'SECRET');
        writeFileSync(join(sandboxPlace.copy, 'a.test.js'), exchanging(exchange));
        const { copy: hostPath, workspace: originalPath, scratch: scratchPath } = sandboxPlace;
        const copy = { hostPath, originalPath, scratchPath, dependencies: [], files: 1, baseTree: '', skipped: [] };
        const command = {
          runner: 'node:test',
          display: '',
          argv: ['node', 'a.test.js'],
          cwd: '',
          why: '',
          env: {},
        } as const;
        const run = createTestRunning({ sandbox, hostEnv: process.env, onOutput: () => undefined });
        const outcome = await run({ copy, command, selection: { files: [], names: [] }, timeoutMs: 30_000 }, never);
        const seen = readdirSync(scratchPath).filter((name) => name.endsWith('-seen'));
        assert.equal(
          readFileSync(join(scratchPath, seen[0] ?? ''), 'utf8'),
          'true',
          'the report was exchanged before it was there',
        );
        assert.ok(['report-missing', 'crashed'].includes(outcome.kind), `${exchange}: ${JSON.stringify(outcome)}`);
        assert.ok(!JSON.stringify(outcome).includes('SECRET'));
      } finally {
        sandboxPlace.dispose();
      }
    }
  });
});

describe('attacks on the host: what tests print and report', () => {
  attackIt('H16', async () => {
    const bombs = ['\n', ' \n', '\t', '<a ', 'ok', '{', '<testsuite ', 'Error', '# ', '1..1\n', '\\'];
    for (const unit of bombs) {
      const stdout = unit.repeat(Math.ceil(120_000 / unit.length));
      const took = await timed(() => {
        readPrintedReport(stdout, where);
        readLineRun({ ...raw, stdout, stderr: stdout }, 'mocha', place);
        createUnknownRunner().read(
          { ...raw, stdout },
          { runner: 'unknown', display: '', argv: [], cwd: '', why: '', env: {} },
          place,
        );
      });
      assert.ok(took < 2_500, `${JSON.stringify(unit)} took ${Math.round(took)} ms`);
    }
  });

  attackIt('H17', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const line = (fields: object) => `${JSON.stringify({ k: 'key', ...fields })}\n`;
    const cases = names.map((name, n) =>
      line({ s: '__proto__', n: n + 1, t: 'case', file: name, path: [name], state: 'passed' }),
    );
    const counts = { passed: names.length, failed: 0, skipped: 0, errors: 0 };
    const text =
      line({ s: '__proto__', n: 0, t: 'start' }) +
      cases.join('') +
      line({ s: '__proto__', n: names.length + 1, t: 'end', ...counts });
    const reading = readLineReport(text, 'key');
    assert.ok(reading.kind === 'complete');
    assert.deepEqual(
      nameCases(reading.cases).map(({ id }) => id),
      names.map((name) => `${name} > ${name}`),
    );
    const state = line({ s: 'a', n: 0, t: 'start' }) + line({ s: 'a', n: 1, t: 'case', path: [], state: '__proto__' });
    assert.equal(readLineReport(state, 'key').kind, 'broken');
    const jest =
      '{"numTotalTests":1,"__proto__":{"polluted":1},"testResults":[{"name":"/w/a.js","__proto__":{"polluted":1},"assertionResults":[{"title":"t","status":"passed","constructor":{"prototype":{"polluted":1}}}]}]}';
    assert.equal(readPrintedReport(jest, where).kind, 'complete');
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  attackIt('H18', async () => {
    const deep = '['.repeat(200_000);
    const texts = [
      `{"numTotalTests":1,"testResults":${deep}${']'.repeat(200_000)}}`,
      `{"stats":{},"tests":${deep}`,
      `<testsuites>${'<testsuite>'.repeat(100_000)}`,
      `${'    '.repeat(5_000)}ok 1 - deep\n1..1\n`,
      `<testsuite ${'a="b" '.repeat(20_000)}/>`,
    ];
    for (const text of texts) {
      const took = await timed(() => {
        const reading = readPrintedReport(text, where);
        assert.ok(reading.kind !== 'complete' || reading.cases.length === 0);
      });
      assert.ok(took < 2_500, `${text.slice(0, 40)} took ${Math.round(took)} ms`);
    }
    const line = `{"k":"key","s":"a","n":0,"t":"start","more":${deep}${']'.repeat(200_000)}}\n`;
    assert.notEqual(readLineReport(line, 'key').kind, 'complete');
  });
});

describe('attacks on the host: reports without measure', () => {
  const report = (cases: TestCase[], errors: string[] = []): TestReport => ({
    runner: 'mocha',
    source: 'structured',
    cases,
    exitCode: 1,
    durationMs: 1,
    errors,
  });
  const red = (name: string, file: string, path: readonly string[]): TestCase => ({
    id: name,
    file,
    line: undefined,
    path,
    state: 'failed',
    durationMs: 1,
  });

  attackIt('H44', async () => {
    const many = 130_000;
    const files = Array.from({ length: many }, (_, n) => red(`f${n}`, `f${n}`, []));
    const tests = Array.from({ length: many }, (_, n) => red(`t${n}`, 'f', ['t']));
    const took = await timed(() => {
      assert.equal(proveFix({ before: report(files), after: report(tests), named: [] }).broken.length, many);
      const some = report(tests.slice(0, 40_000));
      assert.equal(proveFix({ before: some, after: some, named: [] }).stillFailing.length, 40_000);
    });
    assert.ok(took < 15_000, `${Math.round(took)} ms`);
    const line = (fields: object) => `${JSON.stringify({ k: 'key', s: 'a', ...fields })}\n`;
    const errors = Array.from({ length: 20_000 }, (_, n) => line({ n: n + 1, t: 'error', message: String(n) })).join(
      '',
    );
    const reading = readLineReport(line({ n: 0, t: 'start' }) + errors, 'key');
    assert.ok(reading.kind === 'broken' && /more than 10000 errors/.test(reading.why));
  });
});

describe('attacks on the host: a process that stays in the sandbox and answers', () => {
  let folder: string;
  let channel: WarmChannel;
  let path: string;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'loopwright-warm-'));
    path = join(folder, 's');
    channel = await openWarmChannel(path, 'token');
  });
  afterEach(() => {
    channel.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  const connect = (): Socket => {
    const socket = createConnection(path).on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };

  const abortable = () => {
    const controller = new AbortController();
    return { signal: controller.signal, abort: () => controller.abort() };
  };

  attackIt('H19', async () => {
    const socket = connect();
    await once(socket, 'connect');
    socket.write('{"token":"token","ready":true}\n');
    await channel.hello;
    // Far more than anybody asked for; it ends with the connection, not with the memory of the host.
    const flood = '{"id":1}\n'.repeat(10_000);
    let sent = 0;
    while (!socket.destroyed && sent < 2_000) {
      sent += 1;
      if (socket.write(flood)) continue;
      // Either it takes more, or it has been closed, which may show as an error.
      const { signal, abort } = abortable();
      await Promise.race(['drain', 'close'].map((event) => once(socket, event, { signal }))).catch(() => undefined);
      abort();
    }
    assert.ok(sent < 2_000, 'it took all of the flood');
    for (let i = 0; i < 20; i++) await channel.next().catch(() => undefined);
    await assert.rejects(channel.next(), /has gone/);
  });

  attackIt('H20', async () => {
    const many = Array.from({ length: 200 }, connect);
    const open = new Set(many);
    for (const socket of many) socket.on('close', () => open.delete(socket));
    await eventually(() => open.size <= 8, 'at most eight connections stay open');
    for (const socket of open) socket.write(`{"token":"wrong"}\n`);
    await eventually(() => open.size === 0, 'whoever does not know the token is sent away');
    const honest = connect();
    await once(honest, 'connect');
    honest.write('{"token":"token"}\n');
    assert.deepEqual(await channel.hello, { token: 'token' });
  });

  attackIt('H21', async () => {
    const socket = connect();
    await once(socket, 'connect');
    socket.write('{"token":"token"}\n');
    await channel.hello;
    socket.write('x'.repeat(3 * 1024 * 1024));
    await assert.rejects(channel.next(), /has gone/);
  });
});
