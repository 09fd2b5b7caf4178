import { type Problem, type Range, sortProblems } from '../manifest/problem.ts';
import { Reporter, replaceWith } from '../manifest/reporter.ts';
import { checkShape } from '../manifest/schemaProblems.ts';
import { readYaml } from '../manifest/yamlSource.ts';
import { checkInputs, type PromptBody } from './checkInputs.ts';
import { checkOptimiser, checkParameters } from './checkTuning.ts';
import { type PromptFile, promptFormat } from './promptFile.ts';
import { type FrontMatter, frontMatterSchema } from './promptSchema.ts';
import { type PromptTemplate, parseTemplate, type Span } from './promptTemplate.ts';
import { rangeIn } from './textRange.ts';

/** A prompt, or why it is none; warnings stand beside a prompt. */
export interface ParsedPrompt {
  /** undefined when there is an error among the problems. */
  readonly prompt: PromptFile | undefined;
  /** Everything that is wrong, in the order of the text. */
  readonly problems: readonly Problem[];
}

/** What is known of a prompt besides its text. */
export interface PromptPlace {
  /** As people name it. */
  readonly file: string;
  /** The name that the file gives it. */
  readonly name: string;
  /** The prompt that it stands in for: it is given the same values. */
  readonly base?: PromptFile;
}

/** What a prompt may be: it is sent with every request, so a longer one is a mistake. */
export const maxPromptLength = 100_000;

/** The line between the stable part of a prompt and the changing one. */
const messageMark = '<!-- message -->';

/** Reads and checks a prompt file. Never throws. */
export function parsePrompt(source: string, place: PromptPlace): ParsedPrompt {
  const text = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const matter = frontMatterOf(text);
  // A blank line stands for the opening mark, so that lines count as in the file.
  const yaml = readYaml(matter === undefined ? '\nx: 1\n' : `\n${text.slice(4, matter.end)}`, place.file);
  const reporter = new Reporter(yaml);
  const fail = () => ({ prompt: undefined, problems: sortProblems(reporter.problems) });
  if (text.length > maxPromptLength) {
    const message = `The prompt has ${text.length} characters; ${maxPromptLength} are the most.`;
    reporter.add({ code: 'prompt.tooLong', at: firstCharacter, message });
    return fail();
  }
  if (!matter) {
    reporter.add({
      code: 'prompt.noFrontMatter',
      at: firstCharacter,
      message: 'The front matter is missing, expected "---", then name, version, agent and description, then "---".',
      suggestion: `Begin with a copy: loopwright prompts eject ${place.base?.name ?? 'review'}`,
    });
    return fail();
  }
  const front = readFrontMatter(reporter, place);
  const body = readBody(text, matter.bodyStart, reporter);
  if (!front) return fail();
  const inputs = checkInputs(front, { body, text, base: place.base }, reporter);
  const parameters = checkParameters(front, reporter);
  const optimise = checkOptimiser(front, reporter);
  if (reporter.failed) return fail();
  const { name, version, agent, description } = front;
  const { system } = body;
  const message = body.marked ? body.message : everyChanging(inputs);
  const prompt = {
    name,
    version,
    agent,
    description,
    inputs,
    parameters,
    optimise,
    system,
    message,
    file: place.file,
    text,
  };
  return { prompt, problems: sortProblems(reporter.problems) };
}

const firstCharacter: Range = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** Where the front matter ends and the body begins; undefined without one. */
function frontMatterOf(text: string): { readonly end: number; readonly bodyStart: number } | undefined {
  if (!text.startsWith('---\n')) return undefined;
  const close = /^---[ \t]*(?:\n|$)/gm;
  close.lastIndex = 4;
  const match = close.exec(text);
  if (text.slice(4, match?.index).trim() === '') return undefined;
  return match ? { end: match.index, bodyStart: match.index + match[0].length } : undefined;
}

function readFrontMatter(reporter: Reporter, { name, base }: PromptPlace): FrontMatter | undefined {
  const { source } = reporter;
  const { value } = source;
  if (value === undefined) return undefined;
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : promptFormat;
  const at = source.rangeOf(['format']);
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) {
    const message = `format: found ${JSON.stringify(format)}, expected ${promptFormat}.`;
    reporter.add({ code: 'version.unknown', at, message, fix: replaceWith(at, String(promptFormat)) });
    return undefined;
  }
  if (format > promptFormat) {
    reporter.add({
      code: 'version.newer',
      at,
      message: `This prompt file is written in format ${format}; this program reads formats up to ${promptFormat}.`,
      suggestion: 'Update Loopwright, or write the file in the older format.',
    });
    return undefined;
  }
  if (!checkShape(frontMatterSchema, { value, path: [], label: 'the prompt' }, reporter)) return undefined;
  const front = frontMatterSchema.parse(value);
  const same = (key: 'name' | 'agent', wanted: string, why: string) => {
    if (front[key] === wanted) return;
    const where = source.rangeOf([key]);
    const message = `${key}: found ${JSON.stringify(front[key])}, expected ${JSON.stringify(wanted)}, ${why}.`;
    reporter.add({ code: `prompt.${key}`, at: where, message, fix: replaceWith(where, wanted) });
  };
  same('name', name, 'as the file is called');
  if (base) same('agent', base.agent, 'as in the prompt that it stands in for');
  return front;
}

function readBody(text: string, bodyStart: number, reporter: Reporter): PromptBody {
  const marks = [...text.matchAll(/^<!--[ \t]*message[ \t]*-->[ \t]*$/gm)].filter(({ index }) => index >= bodyStart);
  const [first, ...more] = marks;
  for (const { index, 0: mark } of more) {
    const at = rangeIn(text, { start: index, end: index + mark.length });
    reporter.add({ code: 'prompt.message', at, message: `${messageMark} stands here a second time.` });
  }
  const system = trimmed(text, { start: bodyStart, end: first?.index ?? text.length });
  const message = first ? trimmed(text, { start: first.index + first[0].length, end: text.length }) : undefined;
  if (system.start >= system.end) {
    const at = rangeIn(text, { start: bodyStart, end: bodyStart });
    reporter.add({ code: 'prompt.empty', at, message: 'The prompt says nothing: its stable part is empty.' });
  }
  const read = (span: Span): PromptTemplate => {
    const { template, mistakes } = parseTemplate(text, span);
    for (const { start, end, ...mistake } of mistakes) reporter.add({ ...mistake, at: rangeIn(text, { start, end }) });
    return template;
  };
  return { system: read(system), message: message ? read(message) : [], marked: first !== undefined };
}

/** The changing part of a file that has none of its own: every input that is not stable, in order. */
function everyChanging(inputs: PromptFile['inputs']): PromptTemplate {
  const names = Object.keys(inputs).filter((name) => inputs[name]?.stable === false);
  return names.flatMap((name) => [
    { kind: 'variable', name, start: 0, end: 0 },
    { kind: 'text', text: '\n\n' },
  ]);
}

function trimmed(text: string, { start, end }: Span): Span {
  const part = text.slice(start, end);
  const left = part.length - part.trimStart().length;
  return { start: start + left, end: Math.max(start + left, start + part.trimEnd().length) };
}
