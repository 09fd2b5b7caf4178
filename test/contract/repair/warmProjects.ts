import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A small project whose one test is green when `act` of the library gives 'good'; a candidate is the text of the library. */
export interface WarmProject {
  readonly name: string;
  readonly command: string;
  readonly library: string;
  readonly files: Readonly<Record<string, string>>;
  readonly language: 'module' | 'commonjs' | 'python';
  /** Tried with every misdeed: the others share with one of these how they end a run and clean up. */
  readonly thorough: boolean;
}

const javascript = (type: 'module' | 'commonjs'): WarmProject => ({
  name: `node:test, ${type}`,
  command: 'npm test',
  library: 'src/lib.js',
  language: type,
  thorough: type === 'module',
  files: {
    'package.json': JSON.stringify({ name: 'warm', type, scripts: { test: 'node --test' } }),
    'data.txt': 'original\n',
    'src/lib.js': type === 'module' ? "export const act = () => 'bad';\n" : "exports.act = () => 'bad';\n",
    'src/between.js':
      type === 'module'
        ? "export { act } from './lib.js';\n"
        : "exports.act = (...all) => require('./lib.js').act(...all);\n",
    'test/it.test.js': `${
      type === 'module'
        ? "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { act } from '../src/between.js';\n"
        : "const assert = require('node:assert/strict');\nconst { test } = require('node:test');\nconst { act } = require('../src/between.js');\n"
    }test('acts', async () => assert.equal(await act(), 'good'));\ntest('is there', () => assert.equal(typeof act, 'function'));\n`,
  },
});

const python = (name: string, command: string, more: Readonly<Record<string, string>>): WarmProject => ({
  name,
  command,
  library: 'shop/lib.py',
  language: 'python',
  thorough: name === 'pytest',
  files: {
    'data.txt': 'original\n',
    'shop/__init__.py': '',
    'shop/lib.py': "def act():\n    return 'bad'\n",
    'shop/between.py': 'from shop.lib import act\n',
    'tests/__init__.py': '',
    ...more,
  },
});

const plainTest = {
  'tests/test_it.py':
    'from shop.between import act\n\n\ndef test_acts():\n    assert act() == "good"\n\n\ndef test_is_there():\n    assert callable(act)\n',
};

export const warmProjects: readonly WarmProject[] = [
  javascript('module'),
  javascript('commonjs'),
  python('pytest', 'python3 -m pytest', plainTest),
  python('pytest with a conftest', 'python3 -m pytest', {
    ...plainTest,
    'conftest.py': 'import shop.between\n',
  }),
  python('unittest', 'python3 -m unittest', {
    'tests/test_it.py':
      'import unittest\n\nfrom shop.between import act\n\n\nclass It(unittest.TestCase):\n    def test_acts(self):\n        self.assertEqual(act(), "good")\n\n    def test_is_there(self):\n        self.assertTrue(callable(act))\n',
  }),
];

export function writeProject({ files }: WarmProject, folder: string): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

/** A library with this body of `act`, and what it imports by short names. */
export function library({ language }: WarmProject, body: { readonly js: string; readonly py: string }): string {
  if (language === 'python') {
    const lines = body.py.split('\n').map((line) => `    ${line}\n`);
    return `import os, sys, subprocess, time, threading\n\n\ndef act():\n${lines.join('')}`;
  }
  const names = ['fs', 'child_process', 'worker_threads'];
  const imports = names.map((name) =>
    language === 'module' ? `import ${name} from 'node:${name}';\n` : `const ${name} = require('node:${name}');\n`,
  );
  return `${imports.join('')}${language === 'module' ? 'export const act =' : 'exports.act ='} async () => {\n${body.js}\n};\n`;
}

export const good = { js: "return 'good';", py: "return 'good'" };

/** Good only where nothing is left of whatever ran before. */
export const pristine = {
  js: `if (process.env.LEFT) return 'env';
if (globalThis.left !== undefined) return 'a global';
if (fs.readFileSync('data.txt', 'utf8') !== 'original\\n') return 'a changed file';
if (fs.existsSync('left.txt') || fs.existsSync('left')) return 'a new file';
if (fs.existsSync('/tmp/left.txt')) return 'a temporary file';
if (!String(Array.prototype.map).includes('native code')) return 'a changed builtin';
const names = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name));
const commands = names.map((name) => { try { return fs.readFileSync('/proc/' + name + '/cmdline', 'utf8'); } catch { return ''; } });
if (commands.some((text) => text.startsWith('sleep'))) return 'a process';
return 'good';`,
  py: `if os.environ.get('LEFT'): return 'env'
if hasattr(sys, 'left'): return 'a global'
if open('data.txt').read() != 'original\\n': return 'a changed file'
if os.path.exists('left.txt') or os.path.exists('left'): return 'a new file'
if os.path.exists('/tmp/left.txt'): return 'a temporary file'
for name in os.listdir('/proc'):
    if name.isdigit():
        try:
            text = open('/proc/%s/cmdline' % name).read()
        except OSError:
            text = ''
        if text.startswith('sleep'): return 'a process'
return 'good'`,
};

/** What tests and candidates do to the process they run in, and what becomes of the test. */
export const misdeeds: readonly {
  readonly name: string;
  readonly js: string;
  readonly py: string;
  readonly green: boolean;
}[] = [
  { name: 'never ends', js: 'for (;;);', py: 'while True: pass', green: false },
  {
    name: 'waits for ever',
    js: 'await new Promise(() => undefined);',
    py: 'threading.Event().wait(60)',
    green: false,
  },
  { name: 'exits with 0', js: 'process.exit(0);', py: 'os._exit(0)', green: false },
  {
    name: 'changes globals, variables and builtins',
    js: "globalThis.left = 1; process.env.LEFT = '1'; const { map } = Array.prototype; Array.prototype.map = function (to) { return map.call(this, to); }; return 'good';",
    py: "sys.left = 1\nos.environ['LEFT'] = '1'\nos.chdir('/tmp')\nreturn 'good'",
    green: true,
  },
  {
    name: 'leaves a timer and throws later',
    js: "setTimeout(() => { throw new Error('late'); }, 30).unref(); setInterval(() => { globalThis.left = 1; }, 5).unref(); return 'good';",
    py: "thread = threading.Timer(0.05, lambda: 1 / 0)\nthread.start()\nreturn 'good'",
    green: true,
  },
  {
    name: 'writes files',
    js: "fs.writeFileSync('data.txt', 'changed'); fs.mkdirSync('left'); fs.writeFileSync('left/a', ''); fs.writeFileSync('left.txt', ''); fs.writeFileSync('/tmp/left.txt', ''); return 'good';",
    py: "open('data.txt', 'w').write('changed')\nos.mkdir('left')\nopen('left/a', 'w').close()\nopen('left.txt', 'w').close()\nopen('/tmp/left.txt', 'w').close()\nreturn 'good'",
    green: true,
  },
  {
    name: 'deletes a file and links out of the copy',
    js: "fs.rmSync('data.txt'); fs.symlinkSync('/tmp', 'left'); return 'good';",
    py: "os.unlink('data.txt')\nos.symlink('/tmp', 'left')\nreturn 'good'",
    green: true,
  },
  {
    name: 'starts processes that go on',
    js: "child_process.spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).unref(); return 'good';",
    py: "subprocess.Popen(['sleep', '300'], start_new_session=True)\nreturn 'good'",
    green: true,
  },
  {
    name: 'prints very much',
    js: "for (let i = 0; i < 2000; i++) console.log('x'.repeat(1000)); return 'good';",
    py: "for _ in range(20000): print('x' * 1000)\nos.write(1, b'y' * 1000000)\nreturn 'good'",
    green: true,
  },
  {
    name: 'takes all memory',
    js: 'const all = []; for (;;) all.push(new Array(100000).fill(all.length));',
    py: 'all = []\nwhile True: all.append(bytearray(50000000))',
    green: false,
  },
];
