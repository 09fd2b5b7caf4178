import assert from 'node:assert/strict';
import { approvesPlan } from '../../../src/extension/planApproval.ts';

const inspected = (values: Readonly<Record<string, unknown>>) => ({ inspect: () => ({ key: '', ...values }) as never });

describe('whether a plan is approved', () => {
  for (const [values, expected] of [
    [{}, true],
    [{ globalValue: false }, false],
    [{ workspaceValue: false }, true],
    [{ workspaceFolderValue: false, globalValue: true }, true],
    [{ globalValue: false, workspaceValue: true }, true],
  ] as const)
    it(JSON.stringify(values), () => assert.equal(approvesPlan(inspected(values)), expected));
});
