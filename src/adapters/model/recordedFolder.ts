import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import type { ModelCapability, ModelEvent } from '../../core/model/modelProvider.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import type { RecordedReplies, RecordedReply, SaveReply } from './recordedModel.ts';
import { readOptional, writeWhole } from './recordFile.ts';

interface RecordedFile extends RecordedReply {
  readonly version: 1;
  readonly request: string;
}

/** More files than this are not compared when looking for the nearest request. */
const maxCompared = 500;

/** What the recorded model can do stands here: requests depend on it, so a reply is found only by a model of the same kind. */
const capabilityFile = 'capability.json';

const capabilitySchema = z.object({
  toolCalls: z.boolean(),
  editFormat: z.enum(['search-replace', 'unified-diff', 'whole-file']),
  contextWindow: z.number().optional(),
  maxOutputTokens: z.number(),
  responseSchema: z.boolean().optional(),
});

/** A folder of recorded replies. */
export interface RecordedFolder extends RecordedReplies {
  readonly save: SaveReply;
  /** What the model could do whose replies these are; undefined where nobody has said. */
  capability(signal: AbortSignal): Promise<ModelCapability | undefined>;
  keepCapability(capability: ModelCapability, signal: AbortSignal): Promise<void>;
}

/** Recorded replies kept as one JSON file each, named by the hash of the request. */
export function openRecordedFolder(dir: string): RecordedFolder {
  return {
    async capability(signal) {
      const text = await readOptional(join(dir, capabilityFile), signal);
      if (text === undefined) return undefined;
      const read = capabilitySchema.safeParse(parsed(text));
      if (!read.success) throw badRecord(join(dir, capabilityFile));
      const { contextWindow, responseSchema, ...rest } = read.data;
      return { ...rest, contextWindow, ...(responseSchema === undefined ? {} : { responseSchema }) };
    },
    async keepCapability(capability, signal) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeWhole(join(dir, capabilityFile), lines(capability), signal);
    },
    async find(hash, signal) {
      const file = await readRecorded(join(dir, `${hash}.json`), signal);
      return file && { model: file.model, events: file.events.map(withInput) };
    },
    nearest: (canonical, signal) => nearestIn(dir, canonical, signal),
    async save({ hash, canonical, reply }, signal) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const file: RecordedFile = { version: 1, model: reply.model, request: canonical, events: reply.events };
      await writeWhole(join(dir, `${hash}.json`), lines(file), signal);
    },
  };
}

const lines = (value: unknown) => `${JSON.stringify(value, undefined, 1)}\n`;

/** JSON has no undefined: the input of a malformed call is worked out again from its text. */
function withInput(event: ModelEvent): ModelEvent {
  return event.type === 'toolCall.done'
    ? { type: 'toolCall.done', call: toolCallPart(withoutInput(event.call)) }
    : event;
}

function withoutInput({ type: _type, input: _input, ...rest }: Extract<ModelEvent, { type: 'toolCall.done' }>['call']) {
  return rest;
}

async function readRecorded(path: string, signal: AbortSignal): Promise<RecordedFile | undefined> {
  const text = await readOptional(path, signal);
  if (text === undefined) return undefined;
  const file = parsed(text);
  if (isRecordedFile(file)) return file;
  throw badRecord(path);
}

function badRecord(path: string): CodedError {
  return new CodedError('model.badReply', 'A recorded reply is not of the form that is written.', {
    details: { path },
  });
}

function isRecordedFile(file: unknown): file is RecordedFile {
  if (typeof file !== 'object' || file === null) return false;
  return 'version' in file && file.version === 1 && 'events' in file && Array.isArray(file.events);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The hash whose request shares the longest beginning and end with this one. */
async function nearestIn(dir: string, canonical: string, signal: AbortSignal): Promise<string | undefined> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
  let best: string | undefined;
  let bestShared = -1;
  for (const name of names.slice(0, maxCompared)) {
    const file = await readRecorded(join(dir, name), signal);
    const shared = file ? sharedLength(file.request, canonical) : -1;
    if (shared > bestShared) [best, bestShared] = [name.slice(0, 64), shared];
  }
  return best;
}

function sharedLength(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return start + end;
}
