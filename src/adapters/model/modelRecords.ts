import { join } from 'node:path';
import * as z from 'zod';
import type { ModelProbe, ModelProbes } from '../../core/model/modelProbe.ts';
import type { SendConsent, SendConsents } from '../../core/model/sendConsent.ts';
import { openRecordFile } from './recordFile.ts';

const consent: z.ZodType<SendConsent> = z.object({ endpoint: z.url(), agreedMs: z.number() });

const tokens = z.number().int().min(1).optional();
const probe: z.ZodType<ModelProbe> = z.object({
  ref: z.string(),
  probedMs: z.number(),
  toolCalls: z.boolean(),
  structured: z.boolean(),
  editFormats: z.array(z.enum(['search-replace', 'unified-diff', 'whole-file'])).readonly(),
  contextWindow: tokens,
  maxContextWindow: tokens,
});

/** The person's agreements, in `endpoints.json` of the data folder. Two processes that agree at once: the last one counts. */
export function openSendConsents(dataFolder: string, nowMs: () => number): SendConsents {
  const file = openRecordFile(join(dataFolder, 'endpoints.json'), consent);
  return {
    list: (signal) => file.read(signal),
    async add(endpoint, signal) {
      const known = await file.read(signal);
      if (known.some((entry) => entry.endpoint === endpoint)) return;
      await file.write([...known, { endpoint, agreedMs: nowMs() }], signal);
    },
    async remove(endpoint, signal) {
      const known = await file.read(signal);
      const left = known.filter((entry) => entry.endpoint !== endpoint);
      if (left.length === known.length) return false;
      await file.write(left, signal);
      return true;
    },
  };
}

/** What trying models showed, in `probes.json` of the data folder. */
export function openModelProbes(dataFolder: string): ModelProbes {
  const file = openRecordFile(join(dataFolder, 'probes.json'), probe);
  return {
    list: (signal) => file.read(signal),
    async put(newest, signal) {
      const others = (await file.read(signal)).filter(({ ref }) => ref !== newest.ref);
      await file.write([...others, newest], signal);
    },
  };
}
