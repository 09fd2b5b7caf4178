import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import type {
  AnalysisCopy,
  DetectedTool,
  Detection,
  Reading,
  ToolCommand,
  ToolFinder,
  ToolFormat,
  ToolRun,
} from './analysisTool.ts';
import type { AnalysisReport, Finding, ToolOutcome } from './finding.ts';
import { compareFindings, type FindingComparison } from './introduced.ts';
import { formatOf, isWholeProject, wantsFiles } from './toolFormats.ts';

/** The files of a copy, as far as analysis needs them. `read` gives undefined for what is no text of the project. */
export interface AnalysisFiles {
  list(signal: AbortSignal): Promise<readonly string[]>;
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** What static analysis works with. */
export interface AnalysisPorts<Copy extends AnalysisCopy> {
  readonly finder: ToolFinder<Copy>;
  openFiles(copy: Copy): AnalysisFiles;
  /** Runs a tool inside the sandbox: its program and its configuration belong to the project. */
  runSandboxed(command: ToolCommand<Copy>, signal: AbortSignal): Promise<ToolRun>;
  /** The first place that a grammar cannot make sense of; undefined for none, or for a language it does not know. */
  findSyntaxError(
    path: string,
    text: string,
    signal: AbortSignal,
  ): Promise<{ readonly line: number; readonly column: number } | undefined>;
}

/** Which files, and how long one tool may take. Without files: all that the tools' configurations cover. */
export interface AnalysisOptions {
  /** Relative to the workspace. */
  readonly files?: readonly string[];
  /** Default 120,000 for each tool. */
  readonly timeoutMs?: number;
}

/** What fixing gave: the new text of files that were named, and nothing else that the tools wrote. */
export interface FixedFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly failed: readonly Extract<ToolOutcome, { kind: 'failed' }>[];
}

/**
 * Static analysis by the project's own tools.
 *
 * Contract: `run` and `fix` execute project code, so always in the sandbox, and tools may write into the copy: give them one that
 * nothing else depends on. A tool that crashes, or whose report is cut or malformed, is `failed` in the report; the others go on.
 * `fix` gives new texts of the named files only and leaves it to the caller to write them. The signal ends the running tool.
 */
export interface StaticAnalysis<Copy extends AnalysisCopy> {
  detect(copy: Copy, signal: AbortSignal): Promise<Detection>;
  run(
    copy: Copy,
    tools: readonly DetectedTool[],
    options: AnalysisOptions,
    signal: AbortSignal,
  ): Promise<AnalysisReport>;
  fix(
    copy: Copy,
    tools: readonly DetectedTool[],
    options: AnalysisOptions & { readonly files: readonly string[] },
    signal: AbortSignal,
  ): Promise<FixedFiles>;
  introduced(before: AnalysisReport, after: AnalysisReport): FindingComparison;
}

const defaultTimeoutMs = 120_000;
/** Beyond so many names a command line grows too long; the tool is then asked about everything. */
const mostNamed = 400;
const mostParsed = 2_000;

/** Puts static analysis together. */
export function createStaticAnalysis<Copy extends AnalysisCopy>(ports: AnalysisPorts<Copy>): StaticAnalysis<Copy> {
  return {
    detect: (copy, signal) => ports.finder.find(copy, signal),
    async run(copy, tools, options, signal) {
      const files = ports.openFiles(copy);
      const outcomes: ToolOutcome[] = [];
      for (const tool of tools) {
        throwIfAborted(signal);
        const outcome = await runTool(ports, { copy, tool, options }, signal);
        if (outcome) outcomes.push(outcome);
      }
      return { outcomes, sources: await sourcesOf(outcomes, files, signal) };
    },
    async fix(copy, tools, options, signal) {
      const files = ports.openFiles(copy);
      const before = await readAll(options.files, files, signal);
      const failed: Extract<ToolOutcome, { kind: 'failed' }>[] = [];
      for (const tool of tools) {
        throwIfAborted(signal);
        const outcome = await fixWith(ports, { copy, tool, options }, signal);
        if (outcome?.kind === 'failed') failed.push(outcome);
      }
      const after = await readAll(options.files, files, signal);
      return { files: new Map([...after].filter(([path, text]) => before.get(path) !== text)), failed };
    },
    introduced: compareFindings,
  };
}

interface ToolTask<Copy> {
  readonly copy: Copy;
  readonly tool: DetectedTool;
  readonly options: AnalysisOptions;
}

/** undefined when none of the named files is the tool's business. */
async function runTool<Copy extends AnalysisCopy>(
  ports: AnalysisPorts<Copy>,
  { copy, tool, options }: ToolTask<Copy>,
  signal: AbortSignal,
): Promise<ToolOutcome | undefined> {
  const format = formatOf(tool.name);
  const endings = format?.endings ?? /\.([cm]?tsx?|jsx)$/;
  const named = options.files?.filter((file) => isBelow(file, tool.cwd) && endings.test(file));
  if (named?.length === 0) return undefined;
  const listed = wantsFiles(tool.name)
    ? (named ?? (await listFor(ports.openFiles(copy), tool, endings, signal)))
    : named;
  return outcomeOf(tool, async () => {
    if (!format) return parseAll(ports, { copy, files: listed ?? [] }, signal);
    const whole = isWholeProject(tool.name) || (listed ?? []).length > mostNamed;
    const files = wantsFiles(tool.name) ? (listed ?? []).slice(0, mostNamed) : whole ? [] : (listed ?? []);
    const reading = await readRun(
      ports,
      { copy, tool, options },
      { format, argv: format.check(tool, relative(files, tool)), files },
      signal,
    );
    const beyond = wantsFiles(tool.name) ? (listed ?? []).slice(mostNamed) : [];
    return { ...reading, unchecked: [...(reading.unchecked ?? []), ...beyond] };
  });
}

async function fixWith<Copy extends AnalysisCopy>(
  ports: AnalysisPorts<Copy>,
  { copy, tool, options }: ToolTask<Copy>,
  signal: AbortSignal,
): Promise<ToolOutcome | undefined> {
  const format = formatOf(tool.name);
  const files = (options.files ?? [])
    .filter((file) => isBelow(file, tool.cwd) && format?.endings.test(file))
    .slice(0, mostNamed);
  const argv = format?.fix?.(tool, relative(files, tool));
  if (!format || argv === undefined || files.length === 0) return undefined;
  return outcomeOf(tool, () => readRun(ports, { copy, tool, options }, { format, argv, files }, signal));
}

async function readRun<Copy extends AnalysisCopy>(
  ports: AnalysisPorts<Copy>,
  { copy, tool, options }: ToolTask<Copy>,
  asked: { readonly format: ToolFormat; readonly argv: readonly string[]; readonly files: readonly string[] },
  signal: AbortSignal,
): Promise<Reading> {
  const { format, argv, files } = asked;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const env = { NO_COLOR: '1', ...format.env };
  const run = await ports.runSandboxed({ copy, argv: [...tool.argv, ...argv], cwd: tool.cwd, env, timeoutMs }, signal);
  requireWhole(tool, run, timeoutMs);
  return format.read(run, { roots: [copy.originalPath, copy.hostPath], cwd: tool.cwd, config: tool.config, files });
}

/** What a limit or a signal ended has said too little, however well it reads. */
function requireWhole({ name }: DetectedTool, run: ToolRun, timeoutMs: number): void {
  if (run.limit === 'wallMs')
    throw new CodedError('analysis.timedOut', `${name} did not end within ${Math.round(timeoutMs / 1000)} s.`);
  if (run.limit === 'outputBytes')
    throw new CodedError('analysis.unreadable', `The report of ${name} is larger than what is read, so it is cut.`, {
      hint: 'Name fewer files.',
    });
  if (run.limit !== undefined || run.signal !== undefined)
    throw new CodedError('analysis.crashed', `${name} was ended by ${run.limit ?? run.signal}, before its report.`);
}

async function outcomeOf(tool: DetectedTool, read: () => Promise<Reading>): Promise<ToolOutcome> {
  try {
    const { findings, masked, unchecked = [] } = await read();
    return { kind: 'read', tool: tool.name, findings, masked, unchecked };
  } catch (error) {
    // Anything else, a missing sandbox above all, ends the analysis.
    if (!isCoded(error) || !error.code.startsWith('analysis.')) throw error;
    return { kind: 'failed', tool: tool.name, code: error.code, message: error.message, hint: error.hint };
  }
}

/** The grammar's view of files whose language no installed tool checks. */
async function parseAll<Copy extends AnalysisCopy>(
  ports: AnalysisPorts<Copy>,
  { copy, files }: { readonly copy: Copy; readonly files: readonly string[] },
  signal: AbortSignal,
): Promise<Reading> {
  const opened = ports.openFiles(copy);
  const findings: Finding[] = [];
  const unchecked = files.slice(mostParsed);
  for (const file of files.slice(0, mostParsed)) {
    const text = await opened.read(file, signal);
    if (text === undefined) {
      unchecked.push(file);
      continue;
    }
    const at = await ports.findSyntaxError(file, text, signal);
    if (!at) continue;
    const message = 'The grammar cannot make sense of this place.';
    findings.push({ tool: 'parser', severity: 'error', file, range: { start: at, end: at }, rule: 'syntax', message });
  }
  return { findings, masked: findings.map(({ file }) => file), unchecked };
}

async function listFor(
  files: AnalysisFiles,
  tool: DetectedTool,
  endings: RegExp,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const all = await files.list(signal);
  return all.filter((file) => isBelow(file, tool.cwd) && endings.test(file) && !/\.d\.[cm]?ts$/.test(file));
}

function isBelow(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

/** Names as the tool sees them from its folder; `./` keeps one that begins with a dash from being an option. */
function relative(files: readonly string[], { cwd }: DetectedTool): readonly string[] {
  return files.map((file) => `./${cwd === '' ? file : file.slice(cwd.length + 1)}`);
}

async function sourcesOf(
  outcomes: readonly ToolOutcome[],
  files: AnalysisFiles,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = outcomes.flatMap((outcome) => (outcome.kind === 'read' ? outcome.findings : []));
  return readAll([...new Set(found.map(({ file }) => file))], files, signal);
}

async function readAll(
  paths: readonly string[],
  files: AnalysisFiles,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = path === '' || path.startsWith('/') ? undefined : await files.read(path, signal);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}
