import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createFile, goodEdit, put, replaceIn, text, torture } from './tortureBench.ts';

torture('paths', [
  {
    name: 'edits files outside, by a detour, by an absolute path and in the home folder',
    replies: [
      text(createFile('../outside/evil.js', 'export const evil = true;')),
      text(createFile('/etc/cron.d/evil', '* * * * * root true')),
      text(createFile('~/.bashrc', 'true')),
    ],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 3,
    check({ json, told }) {
      assert.equal(json.proposal, null);
      assert.match(told(1), /without detours/);
      assert.match(told(2), /the path is absolute/);
    },
  },
  {
    name: 'edits .git in three spellings',
    prepare: ({ workspace }) => void execFileSync('git', ['init', '-q'], { cwd: workspace }),
    replies: [
      text(createFile('.git/hooks/pre-commit', '#!/bin/sh\ntrue')),
      text(createFile('.GIT/config', '[core]\n\tfsmonitor = true')),
      text(createFile('src/.git/hooks/post-checkout', '#!/bin/sh\ntrue')),
    ],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 3,
    check: ({ told }) => assert.match(told(2), /leads into \.git/),
  },
  {
    name: 'edits through links that the tests have made, and an installed package',
    prepare: (bench) =>
      put(bench, {
        'test/slug.test.js': `import { existsSync, symlinkSync } from 'node:fs';
if (!existsSync('out')) symlinkSync('/etc', 'out');
if (!existsSync('src/secret.js')) symlinkSync('/etc/passwd', 'src/secret.js');
${bench.read('test/slug.test.js')}`,
      }),
    replies: [
      text(createFile('out/evil.conf', 'evil = true')),
      text(replaceIn('src/secret.js', 'root', 'mine')),
      text(createFile('node_modules/evil/index.js', 'process.exit(0);')),
    ],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 3,
    check({ json, told }) {
      assert.equal(json.proposal, null);
      assert.match(told(1), /a folder on the way is a symbolic link/);
      assert.match(told(2), /it is a symbolic link/);
      assert.ok(!existsSync('/etc/evil.conf'));
    },
  },
  {
    name: 'writes below a link of the workspace that leads out of it',
    prepare: ({ workspace }) => symlinkSync('../outside', path.join(workspace, 'out')),
    replies: [text(`${goodEdit}\n${createFile('out/evil.js', 'export const evil = true;')}`)],
    args: ['--apply'],
    outcome: 'apply.refused',
    exitCode: 3,
    calls: 1,
    check: ({ bench }) => assert.ok(!existsSync(path.join(bench.base, 'outside/evil.js'))),
  },
  {
    name: 'adds to a good edit files that run code on the machine: such a proposal is not applied unasked',
    replies: [
      text(
        [
          goodEdit,
          createFile('.loopwright/hooks.yaml', 'version: 1'),
          createFile(
            '.vscode/tasks.json',
            '{ "tasks": [{ "command": "true", "runOptions": { "runOn": "folderOpen" } }] }',
          ),
          createFile('.github/workflows/ci.yml', 'on: push'),
          createFile('.husky/pre-commit', 'true'),
        ].join('\n'),
      ),
    ],
    args: ['--apply'],
    outcome: 'fixed',
    exitCode: 1,
    calls: 1,
    async check({ bench, json }) {
      assert.equal(json.proposal?.files, 5);
      const patch = readFileSync(json.proposal?.patch ?? '', 'utf8');
      assert.match(patch, /hooks\.yaml/);
      const before = bench.fingerprint();
      const { exitCode, stderr } = await bench.run(['apply']);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, /is not applied unasked/);
      assert.equal(bench.fingerprint(), before);
    },
  },
  {
    name: 'deletes everything',
    replies: [
      text('*** Begin Patch\n*** Delete File: src/slug.js\n*** Delete File: package.json\n*** End Patch'),
      text('*** Begin Patch\n*** Delete File: src/slug.js\n*** End Patch'),
    ],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 3,
    check: ({ json }) => assert.equal(json.proposal, null),
  },
]);
