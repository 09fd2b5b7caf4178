import path from 'node:path';
import type { Loopwright } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { LibraryCalls } from '../protocol/library.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

/** Answers what the views ask about agents, prompts and workflows. */
export function libraryHandlers(app: Loopwright): Pick<Handlers<EngineContract>, keyof LibraryCalls> {
  const rows = () => import('../app/libraryRows.ts');
  const tools = () => import('../app/toolRows.ts');
  const prompts = () => import('../app/promptLibrary.ts');
  const workflows = () => import('../app/workflowLibrary.ts');
  return {
    async listAgents({ workspace }, signal) {
      const agents = await app.listAgents(absolute(workspace), signal);
      return (await rows()).agentRows(workspace, agents, signal);
    },
    listPrompts: async ({ workspace }, signal) => (await rows()).promptRows(absolute(workspace), signal),
    listWorkflows: async ({ workspace }, signal) => (await rows()).workflowRows(absolute(workspace), signal),
    listTools: async ({ workspace }, signal) => (await tools()).toolRows(absolute(workspace), signal),
    async describeTool({ workspace, name }, signal) {
      const [{ findTool }, { describeTool }] = await Promise.all([tools(), import('../app/toolText.ts')]);
      return { text: describeTool(await findTool(absolute(workspace), name, signal)) };
    },
    async listMemory({ workspace }, signal) {
      const { facts } = await app.getMemory(absolute(workspace), signal);
      // A kept fact's file is named from the workspace on.
      return facts.map(({ id, about, place, confidence, evidence, verified, file }) => {
        const known = { evidence: evidence ?? undefined, verified: verified ?? undefined };
        return { id, about, place, confidence, ...known, file: path.resolve(workspace, file) };
      });
    },
    forgetFact: async ({ workspace, id }, signal) => ({
      file: path.resolve(workspace, await app.forgetFact(absolute(workspace), id, signal)),
    }),
    async getBuiltIn({ kind, name }, signal) {
      if (kind === 'prompt') return { text: (await (await prompts()).builtInPrompt(name)).text };
      return { text: await (await workflows()).builtInWorkflow(name, signal) };
    },
    async eject({ workspace, kind, name }, signal) {
      if (kind === 'workflow')
        return { path: await (await workflows()).ejectWorkflow(absolute(workspace), name, signal) };
      return { path: path.join(workspace, await (await prompts()).ejectPrompt(absolute(workspace), name, signal)) };
    },
  };
}
