import assert from 'node:assert/strict';
import { gainedSign } from '../../../src/core/evidence/gainedSign.ts';

/** Lines that can turn a test green without a repair. */
const cheats: readonly string[] = [
  "import assert from 'node:assert/strict';",
  "const { strict } = require('assert');",
  "import { expect } from 'chai';",
  "process.getBuiltinModule('node:test').it = () => {};",
  "const { it } = await import('node:test');",
  'Object.assign(assert, { equal() {} });',
  "Object.defineProperty(globalThis, 'expect', { value: fake });",
  'Reflect.set(assert, name, fake);',
  'Object.setPrototypeOf(Error.prototype, fake);',
  'String.prototype.normalize = () => title;',
  "Array.prototype['includes'] = () => true;",
  'Object.is = () => true;',
  'JSON.stringify = () => "";',
  "globalThis['pro' + 'cess'].exit(0);",
  "process['exit'](0);",
  'eval(atob(code));',
  'new Function(code)();',
  'process.getBuiltinModule(name);',
  'if (new Error().stack.includes("test")) return 3;',
  "if (process.env.npm_lifecycle_event === 'test') return 3;",
  'setattr(unittest.TestCase, name, fake)',
  'builtins.len = fake',
  "sys.modules['unittest'] = fake",
  '__import__(name)',
  'process.send({ type: "pass" });',
  "import { DefaultSerializer } from 'node:v8';",
  "readFileSync('/proc/self/environ')",
  'fs.writeSync(1, forged);',
  'os.kill(os.getppid(), 9)',
  '__eq__ = lambda self, other: True',
  'if sys._getframe(1).f_code.co_name == "test": pass',
  'inspect.stack()[1]',
];

/** Lines of an honest repair that look a little like those. */
const honest: readonly string[] = [
  "import { readFileSync } from 'node:fs';",
  "import { assertNever } from './assertNever.js';",
  'Object.assign({}, options, { strict: true });',
  "Object.defineProperty(this, 'name', { value: name });",
  'const { prototype } = Shape;',
  'Shape.prototype.area = function () { return 0; };',
  'const parsed = JSON.parse(text);',
  'const same = Object.is(a, b);',
  'if (Math.max(a, b) === 3) return;',
  'const match = pattern.exec(text);',
  'model.eval()',
  'socket.send(message);',
  'fs.writeSync(file, text);',
  "import { V8 } from './engines.js';",
  'const args = process.argv.slice(2);',
  'const found = globals[name];',
  "const fs = process.getBuiltinModule('fs');",
  'console.error(error.stack);',
  'throw new Error("no stack")',
  'setattr(self, name, value)',
  'import importlib',
  'class Setter: builtins = 3',
];

describe('gainedSign', () => {
  for (const line of cheats)
    it(`sees ${line}`, () => {
      const sign = gainedSign('a = 1\n', `a = 1\n${line}\n`);
      assert.match(sign?.reason ?? '', /^It gained .*\.$/);
      assert.equal(gainedSign(`${line}\n`, `${line}\nb = 2\n`), undefined, 'it was there before');
    });

  for (const line of honest)
    it(`lets ${line} through`, () => assert.equal(gainedSign('a = 1\n', `a = 1\n${line}\n`)?.reason, undefined));
});
