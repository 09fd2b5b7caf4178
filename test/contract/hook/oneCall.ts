import { createModuleHook } from '../../../src/adapters/hook/moduleHook.ts';
import { neverAborted } from '../sandbox/place.ts';
import { defineHook, hostOptions } from './hookHosts.ts';

// Calls a module once and says what it answered; the program ends by itself although the module would not.
const options = hostOptions();
const hook = defineHook({ action: { kind: 'module', file: process.argv[2] ?? '' } });
console.log('answered', JSON.stringify(await createModuleHook(options).call(hook, '{}', neverAborted)));
options.dispose();
