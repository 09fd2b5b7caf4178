import type { Catalog } from '../../../src/core/workflow/catalog.ts';

const any = { description: '', input: undefined, output: undefined };

/** A small catalog, so that the messages of the broken manifests do not change with the built-in names. */
export const catalogFixture: Catalog = {
  agents: {
    debug: any,
    plan: {
      description: 'Plans.',
      input: {
        type: 'object',
        properties: { request: { type: 'string' } },
        required: ['request'],
        additionalProperties: false,
      },
      output: undefined,
    },
    review: any,
  },
  tools: { 'tests.run': any, 'tests.reproduce': any },
  workflows: { 'fix-test': { description: '', inputs: {}, output: undefined } },
};
