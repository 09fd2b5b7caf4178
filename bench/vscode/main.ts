// npm run bench:vscode [-- --json | -- --runs 9 | -- --only trace]: what the extension takes in a real VS Code, and its pages in
// a real browser. With --json the last line is one JSON object.
import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureSystemPackages } from '../../scripts/systemPackages.ts';
import { buildStep, hostStep, runStep } from '../../scripts/verifySteps.ts';
import { messageOf } from '../../src/base/errors.ts';
import { createTempFolder, packExtension } from '../../test/e2e/harness/prepare.ts';
import { measureGraph, measureGraphPeers } from './graph.ts';
import { BenchHost, type LongestBlocks } from './host.ts';
import type { Memory } from './probe.ts';
import { measureReview } from './review.ts';
import { median, round } from './statistics.ts';
import { measureTrace, measureTracePeer } from './trace.ts';

const parts = ['package', 'activation', 'loop', 'memory', 'graph', 'trace', 'review'] as const;
type Part = (typeof parts)[number];

/** What the last line says; null: that part was not asked for. */
interface Figures {
  activationMs: number | null;
  hostBundleBytes: number | null;
  vsixBytes: number | null;
  loopBlockMaxMs: number | null;
  rssAfter50RunsMb: number | null;
  graph1000FirstDrawMs: number | null;
  graph1000UpdateMs: number | null;
  trace100kFirstDrawMs: number | null;
  trace100kScrollMs: number | null;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number above 0');
const only: readonly string[] = values.only ?? parts;
const unknown = only.filter((name) => !parts.some((part) => part === name));
if (unknown.length > 0) throw new Error(`--only takes ${parts.join(', ')}; not ${unknown.join(', ')}`);
const wanted = new Set<Part>(parts.filter((part) => only.includes(part)));

const figures: Figures = {
  activationMs: null,
  hostBundleBytes: null,
  vsixBytes: null,
  loopBlockMaxMs: null,
  rssAfter50RunsMb: null,
  graph1000FirstDrawMs: null,
  graph1000UpdateMs: null,
  trace100kFirstDrawMs: null,
  trace100kScrollMs: null,
};

function heading(text: string): void {
  console.log(`\n== ${text} (load of the machine: ${round(loadavg()[0] ?? 0)})`);
}

function row(name: string, value: number | string, note?: string): void {
  console.log(`${name.padEnd(58)}${String(value).padStart(12)}${note === undefined ? '' : `   ${note}`}`);
}

/** What a peer takes, in ms, and how many times as long that is. */
function peerRow(name: string, peer: number | undefined, mine: number): void {
  if (peer === undefined) return;
  console.log(
    `  ${name.padEnd(56)}${String(peer).padStart(12)}   ${mine > 0 ? `${round(peer / mine)} times ours` : ''}`,
  );
}

async function prepare(): Promise<void> {
  // The browser and what runs in the sandbox; then what is measured, and where.
  if (!ensureSystemPackages(['chromium', 'git', 'bubblewrap'])) throw new Error('the system packages are missing');
  for (const step of [buildStep, hostStep]) {
    const { ok, exit } = await runStep(step);
    if (!ok) throw new Error(`${step.name} failed: ${exit}`);
  }
}

async function measurePackage(folder: string): Promise<void> {
  const file = path.join(folder, 'loopwright.vsix');
  packExtension(file);
  // The parts that follow install this very file.
  process.env.LOOPWRIGHT_VSIX = file;
  figures.vsixBytes = statSync(file).size;
  heading('the package');
  row('.vsix, bytes', figures.vsixBytes, 'bar: 4,000,000');
}

async function measureActivation(host: BenchHost): Promise<void> {
  const { activationMs, loaded } = await host.measureActivation(10);
  figures.activationMs = median(activationMs);
  figures.hostBundleBytes = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
  heading('activation, ten starts of the extension host');
  row('as VS Code reports it, median, ms', figures.activationMs, 'bar: 50');
  row('each start', activationMs.join(' '));
  row(`loaded by then: ${loaded.length} files, bytes`, figures.hostBundleBytes, 'bar: 600,000');
}

function blocks({ seconds, maxMs, maxCpuMs, above20 }: LongestBlocks): string {
  return `${maxMs} ms (on a processor ${maxCpuMs}), ${above20} above 20 ms, ${seconds} s`;
}

async function measureLoop(host: BenchHost): Promise<void> {
  const { runs: found, idle, ours, others } = await host.measureLoop(runs);
  figures.loopBlockMaxMs = median(found.map(({ maxMs }) => maxMs));
  heading("blocks of the extension host's event loop, whole fixes by the palette");
  row('longest of a run, median of the runs, ms', figures.loopBlockMaxMs, 'bar: 20');
  for (const [index, one] of found.entries()) row(`run ${index + 1}`, blocks(one));
  row('the same host without a run', blocks(idle));
  for (const { ms, within } of ours) row('with code of ours on the stack, ms', round(ms), within);
  for (const { ms, within } of others) row('with code of other extensions, ms', round(ms), within);
}

async function measureMemory(host: BenchHost): Promise<void> {
  const { before, afterFirst, after, runs: count } = await host.measureMemory(50);
  figures.rssAfter50RunsMb = round(after.hostMb + after.engineMb);
  heading('memory of the extension host and its engine');
  const line = (name: string, { hostMb, engineMb }: Memory) =>
    row(name, round(hostMb + engineMb), `host ${round(hostMb)}, engine ${round(engineMb)}`);
  line('before the first run, MB', before);
  line('after the first run, MB', afterFirst);
  line(`after ${count} runs, MB`, after);
}

/** Undefined, with a line that says why, where the peers cannot be installed or measured: ours counts without them. */
async function peersOf<T>(measure: () => Promise<T>): Promise<T | undefined> {
  try {
    return await measure();
  } catch (error) {
    console.log(`the peers were not measured: ${messageOf(error)}`);
    return undefined;
  }
}

async function measureGraphs(): Promise<void> {
  const ours = await measureGraph(runs);
  const peers = await peersOf(() => measureGraphPeers(runs));
  figures.graph1000FirstDrawMs = ours.graph1000FirstDrawMs;
  figures.graph1000UpdateMs = ours.graph1000UpdateMs;
  heading('a graph of 1,000 nodes');
  row('first draw with layout, ms', ours.graph1000FirstDrawMs, 'bar: 200');
  peerRow('cytoscape, places given', peers?.cytoscapeFirstDrawMs, ours.graph1000FirstDrawMs);
  row('update of 50 nodes, a frame, ms', ours.graph1000UpdateMs, 'bar: 25');
  peerRow('cytoscape', peers?.cytoscapeUpdateMs, ours.graph1000UpdateMs);
  row('near enough to read words', ours.graph1000NearUpdateMs, 'bar: 25');
  row('layout, ms', ours.graph1000LayoutMs);
  peerRow('dagre, its fastest ranker', peers?.dagreLayoutMs, ours.graph1000LayoutMs);
  row('first picture, on a processor, ms', ours.graph1000FirstDrawCpuMs);
  peerRow('cytoscape', peers?.cytoscapeFirstDrawCpuMs, ours.graph1000FirstDrawCpuMs);
  row('update, on a processor, ms', ours.graph1000UpdateCpuMs);
  peerRow('cytoscape', peers?.cytoscapeUpdateCpuMs, ours.graph1000UpdateCpuMs);
}

async function measureTraces(): Promise<void> {
  const ours = await measureTrace(runs);
  const peer = await peersOf(() => measureTracePeer(runs));
  figures.trace100kFirstDrawMs = ours.trace100kFirstDrawMs;
  figures.trace100kScrollMs = ours.trace100kScrollMs;
  heading('a trace of 100,000 spans');
  row('first draw, ms', ours.trace100kFirstDrawMs, 'bar: 300');
  peerRow('TanStack Virtual, rows alone', peer?.tanstackFirstDrawMs, ours.trace100kFirstDrawMs);
  row('scroll, a frame, ms', ours.trace100kScrollMs, 'bar: 20');
  row('slowest of twenty', ours.trace100kScrollP95Ms);
  peerRow('TanStack Virtual', peer?.tanstackScrollMs, ours.trace100kScrollMs);
  row('zoom of the timeline, a frame, ms', ours.trace100kZoomMs);
  row('memory of the page, MB', ours.trace100kMemoryMb, 'bar: 200');
  row('first draw, on a processor, ms', ours.trace100kFirstDrawCpuMs);
  row('scroll, on a processor, ms', ours.trace100kScrollCpuMs);
  row('engine: the log to spans, ms', ours.trace100kFoldMs);
  row('engine: spans to the table that is sent, ms', ours.trace100kColumnsMs);
}

async function measureReviews(): Promise<void> {
  const ours = await measureReview(runs);
  heading('a review of 500 hunks');
  row('first draw, ms', ours.review500FirstDrawMs);
  row('a decision, ms', ours.review500DecisionMs);
  row('a step to the next hunk, ms', ours.review500StepMs);
  row('a letter in the filter, ms', ours.review500FilterMs);
  row('first draw, on a processor, ms', ours.review500FirstDrawCpuMs);
  row('a decision, on a processor, ms', ours.review500DecisionCpuMs);
  row('engine: the review for the first time, ms', ours.review500EngineFirstMs);
  row('engine: a decision and the review after it, ms', ours.review500EngineDecisionMs);
}

async function inHost(folder: string): Promise<void> {
  const host = await BenchHost.start(folder);
  try {
    if (wanted.has('activation')) await measureActivation(host);
    if (wanted.has('loop')) await measureLoop(host);
    if (wanted.has('memory')) await measureMemory(host);
  } finally {
    await host.close();
  }
}

await prepare();
const temp = createTempFolder();
try {
  if (wanted.has('package')) await measurePackage(temp.path);
  if (wanted.has('activation') || wanted.has('loop') || wanted.has('memory')) await inHost(temp.path);
  if (wanted.has('graph')) await measureGraphs();
  if (wanted.has('trace')) await measureTraces();
  if (wanted.has('review')) await measureReviews();
} finally {
  temp.remove();
}
if (values.json) console.log(JSON.stringify(figures));
