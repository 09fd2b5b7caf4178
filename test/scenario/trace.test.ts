import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startCollector } from '../contract/trace/collector.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { objectionsTo, spansIn } from '../fakes/servers/otlpSchema.ts';
import { none, on } from './onBench.ts';

const key = 'sk-test-key-000000';

describe('traces and reports from the command line', () => {
  it(
    'tell a run that ended, in every format, and the live export got the same spans',
    on('demo-js', async (bench) => {
      const collector = await startCollector([{ status: 503, retryAfter: '0' }]);
      try {
        const run = await bench.fix([...none, '--otlp-endpoint', collector.url]);
        assert.equal(run.json.outcome, 'fixed', run.stderr);
        const sent = collector.received.filter(({ kind }) => kind === 'taken').flatMap(({ spans }) => spans);
        const text = await bench.run(['trace']);
        assert.match(text.stdout, /^invoke_workflow fix-test {2}/m);
        assert.match(text.stdout, /─ repair search {2}/);

        assert.equal((await bench.run(['trace', '--format', 'otlp', '--out', 'trace.json'])).exitCode, 0);
        const otlp: unknown = JSON.parse(readFileSync(path.join(bench.workspace, 'trace.json'), 'utf8'));
        assert.deepEqual(objectionsTo(otlp), []);
        const ids = (spans: readonly { readonly spanId: string }[]) => spans.map(({ spanId }) => spanId).sort();
        assert.deepEqual(ids(sent), ids(spansIn(otlp)));
        assert.ok(!JSON.stringify(sent).includes(bench.base), 'no path leaves the machine');

        const chrome = JSON.parse((await bench.run(['trace', '--format', 'chrome'])).stdout) as {
          traceEvents: unknown[];
        };
        assert.equal(chrome.traceEvents.length, sent.length + 1);

        const { profile } = JSON.parse((await bench.run(['profile-report', '--json'])).stdout) as {
          profile: { wallMs: number; complete: boolean; testRuns: number; criticalPath: { ms: number }[] };
        };
        assert.ok(profile.complete && profile.testRuns >= 2);
        const pathMs = profile.criticalPath.reduce((sum, { ms }) => sum + ms, 0);
        assert.ok(Math.abs(pathMs - profile.wallMs) < 1, `${pathMs} of ${profile.wallMs} ms`);
        assert.match((await bench.run(['profile-report'])).stdout, /^critical path /m);
        assert.equal((await bench.run(['cost-report'])).stdout, 'No model calls.\n');
      } finally {
        await collector.close();
      }
    }),
  );

  it(
    'say that a price is unknown, and finish a run whose collector is away',
    on('needs-model-js', async (bench) => {
      const server = await startOpenaiServer([{ text: 'GIVE UP: it is beyond me.' }], { apiKey: key });
      try {
        const ref = ['--model', 'openai/no-such-price', '--repair-seconds', '0'];
        const run = await bench.fix([...ref, '--otlp-endpoint', 'http://127.0.0.1:9'], {
          OPENAI_API_KEY: key,
          OPENAI_BASE_URL: server.url,
        });
        assert.equal(run.json.outcome, 'not-fixed', run.stderr);
        assert.match(run.stderr, /The collector did not take \d+ spans/);
        const report = JSON.parse((await bench.run(['cost-report', '--json'])).stdout) as {
          total: { calls: number; usd: number | null; callsOfUnknownPrice: number };
        };
        assert.equal(report.total.calls, 1);
        assert.equal(report.total.usd, null);
        assert.equal(report.total.callsOfUnknownPrice, 1);
        assert.match(
          (await bench.run(['cost-report', '--by', 'node'])).stdout,
          /^fix-test\/rounds\/debug .* unknown$/m,
        );
        assert.match((await bench.run(['trace'])).stdout, /chat no-such-price .*cost unknown/);
      } finally {
        await server.close();
      }
    }),
  );

  for (const [args, code] of [
    [['cost-report', '--since', '2026-02-30'], 'usage.badDate'],
    [['cost-report', '--since', 'yesterday'], 'usage.badDate'],
    [['cost-report', '--by', 'colour'], 'usage.badKey'],
    [['trace', '--format', 'svg'], 'usage.badFormat'],
    [['fix', '--otlp-endpoint', 'collector'], 'usage.badEndpoint'],
  ] as const)
    it(
      `refuse ${args.join(' ')}`,
      on('demo-js', async (bench) => {
        const { exitCode, stdout } = await bench.run([...args, '--json']);
        assert.equal(exitCode, 2);
        assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, code);
      }),
    );
});
