import assert from 'node:assert/strict';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { agentPrompt } from '../../../src/app/modelSetup.ts';
import { listWorkflows } from '../../../src/app/workflowLibrary.ts';
import { canonicalJson } from '../../../src/core/model/canonicalRequest.ts';
import { tokensAtMost } from '../../../src/core/model/tokenEstimate.ts';
import { allNodes } from '../../../src/core/run/usedWorkflows.ts';
import { createFileTools } from '../../../src/core/tool/fileTools.ts';
import type { CopyFiles } from '../../../src/core/tool/tool.ts';

const signal = new AbortController().signal;
const bound = 2_000;

/** The tools that the built-in workflow gives its debug agent. */
async function debugTools(): Promise<readonly string[]> {
  const fix = (await listWorkflows('/nowhere', signal)).find(({ name }) => name === 'fix-test');
  const nodes = fix?.definition ? allNodes(fix.definition.graph) : [];
  return nodes.flatMap((node) => (node.kind === 'agent' && node.agent === 'debug' ? (node.tools ?? []) : []));
}

describe('what every question of the debug agent carries', () => {
  for (const editFormat of ['search-replace', 'unified-diff', 'whole-file'] as const)
    it(`is less than ${bound} tokens, counted too high, with edits as ${editFormat}`, async () => {
      const names = await debugTools();
      const tools = createFileTools({} as CopyFiles, systemClock).filter(({ name }) => names.includes(name));
      assert.deepEqual(tools.map(({ name }) => name).sort(), ['list_files', 'read_file', 'search']);
      const { system } = await agentPrompt('/nowhere', { name: 'debug', editFormat }, signal);
      const specs = tools.map(({ name, description, inputSchema }) =>
        canonicalJson({ name, description, inputSchema }),
      );
      const tokens = tokensAtMost(system) + specs.reduce((sum, spec) => sum + tokensAtMost(spec), 0);
      assert.ok(tokens > 500 && tokens < bound, `${tokens} tokens at most`);
    });
});
