import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type ContainerPlan, containerArgs } from '../../../src/adapters/sandbox/containerArgs.ts';
import { engineEnvironment, parseImage } from '../../../src/adapters/sandbox/containerEngine.ts';
import { remedyFor } from '../../../src/adapters/sandbox/containerRun.ts';
import { createContainerSandbox } from '../../../src/adapters/sandbox/containerSandbox.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { defaultSandboxLimits } from '../../../src/core/sandbox/policy.ts';

const plan: ContainerPlan = {
  engine: 'podman',
  image: 'docker.io/library/node:24-slim',
  name: 'loopwright-run-42-4711-abcdef',
  label: 'loopwright.owner=0123456789abcdef',
  user: { uid: 1000, gid: 1000 },
  keepsUser: true,
  capped: true,
  pidFile: '/data/run-1/pid',
  hardProcesses: 16_384,
  etc: { folder: '/data/run-1/etc', names: ['hosts', 'passwd'] },
  statusFile: '/data/run-1/status',
  seccompFile: '/data/run-1/seccomp.json',
  mounts: [
    { kind: 'readonly', source: '/data/copy/.git', target: '/home/me/shop/.git' },
    { kind: 'writable', source: '/data/copy', target: '/home/me/shop' },
    { kind: 'writable', source: '/data/scratch', target: '/data/scratch' },
  ],
  volumes: ['/var/lib/data', '/tmp', '/a,b'],
  env: { PATH: '/usr/local/bin:/usr/bin', HOME: '/tmp/home', ODD: 'a b,"c"\n$(id)' },
  cwd: '/home/me/shop/packages/cart',
  limits: defaultSandboxLimits,
  argv: ['npm', 'test', '--', '--reporter=$(id)'],
};

/** Value of an option that stands once. */
const optionOf = (args: readonly string[], option: string) => args[args.indexOf(option) + 1];
const mountsOf = (args: readonly string[]) => args.filter((_, index) => args[index - 1] === '--mount');

describe('containerArgs', () => {
  for (const engine of ['podman', 'docker'] as const)
    it(`is the vector of the golden file for ${engine}`, () => {
      const golden = new URL(`containerArgs.${engine}.golden.txt`, import.meta.url);
      const own = engine === 'docker' ? { engine, keepsUser: false, pidFile: undefined } : { engine };
      const text = `${containerArgs({ ...plan, ...own }).join('\n')}\n`;
      if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, 'utf8'));
    });

  it('shows nothing of the host but what is planned, and no socket of an engine', () => {
    const targets = mountsOf(containerArgs(plan)).map((mount) => /target=([^,]*)/.exec(mount)?.[1]);
    const own = ['/etc/hosts', '/etc/passwd', '/run/loopwright-status'];
    assert.deepEqual(targets, [...own, '/data/scratch', '/home/me/shop', '/home/me/shop/.git']);
    const args = containerArgs(plan);
    for (const weak of ['--privileged', '--volume', '-v', '--device', '--cap-add', '--publish', '--env-host', '--pid'])
      assert.ok(!args.includes(weak), weak);
    assert.equal(optionOf(args, '--network'), 'none');
    assert.equal(optionOf(args, '--cap-drop'), 'ALL');
  });

  for (const [path, quoted] of [
    ['/w/a,readonly=false', '"source=/w/a,readonly=false","target=/w/a,readonly=false"'],
    ['/w/a"b', '"source=/w/a""b","target=/w/a""b"'],
    ['/w/a\nb', '"source=/w/a\nb","target=/w/a\nb"'],
    ['/w/a b:c', 'source=/w/a b:c,target=/w/a b:c'],
    ['/w/$(id)', 'source=/w/$(id),target=/w/$(id)'],
    ['/w/ä', 'source=/w/ä,target=/w/ä'],
  ] as const)
    it(`mounts a folder named ${JSON.stringify(path)} as it is`, () => {
      const args = containerArgs({ ...plan, mounts: [{ kind: 'writable', source: path, target: path }] });
      assert.equal(mountsOf(args).at(-1), `type=bind,${quoted}`);
    });

  it('mounts no folder whose name the engine would read as another', () => {
    const path = '/w/a\r\nb';
    for (const mount of [
      { source: path, target: '/w/a' },
      { source: '/w/a', target: path },
    ])
      assert.throws(
        () => containerArgs({ ...plan, mounts: [{ kind: 'readonly', ...mount }] }),
        (error) => isCoded(error, 'sandbox.badPolicy'),
      );
  });

  it('keeps the command as separate arguments behind the image', () => {
    const args = containerArgs(plan);
    const image = args.indexOf(plan.image);
    assert.deepEqual(args.slice(image + 1, image + 2), ['-c']);
    assert.deepEqual(args.slice(image + 3), [plan.name, ...plan.argv]);
  });

  it('gives an image no room on the disk that it asks for', () => {
    const docker = mountsOf(containerArgs({ ...plan, engine: 'docker' })).filter(
      (mount) => !mount.includes('type=bind'),
    );
    assert.deepEqual(docker, [
      'type=tmpfs,target=/var/lib/data,tmpfs-size=536870912',
      'type=tmpfs,"target=/a,b",tmpfs-size=536870912',
    ]);
    const podman = containerArgs(plan);
    assert.equal(optionOf(podman, '--image-volume'), 'ignore');
    assert.ok(!podman.join(' ').includes('/var/lib/data'));
  });

  it('has podman end what nobody watches any more, some time after the limit', () => {
    const args = containerArgs({ ...plan, limits: { ...plan.limits, wallMs: 90_500 } });
    assert.equal(optionOf(args, '--timeout'), '121');
    assert.ok(!containerArgs({ ...plan, engine: 'docker' }).includes('--timeout'));
  });

  it('asks for no caps where the kernel cannot give them', () => {
    const args = containerArgs({ ...plan, capped: false });
    for (const option of ['--memory', '--memory-swap', '--pids-limit']) assert.ok(!args.includes(option), option);
  });
});

describe('container engine', () => {
  it('is started with what it needs and none of the person’s secrets', () => {
    const env = engineEnvironment({
      PATH: '/bin',
      HOME: '/h',
      GITHUB_TOKEN: 's',
      https_proxy: 'p',
      DOCKER_HOST: 'unix:///x',
    });
    assert.deepEqual(env, { PATH: '/bin', HOME: '/h', DOCKER_HOST: 'unix:///x' });
  });

  it('reads what an image says of itself', () => {
    const text = '{"Env":["A=1","PATH=/opt/bin:/bin"],"Volumes":{"/data":{},"odd":{}}}';
    assert.deepEqual(parseImage(text), { path: ['/opt/bin', '/bin'], volumes: ['/data'] });
    for (const none of ['null', '', '{"Env":null,"Volumes":null}', '[]'])
      assert.deepEqual(parseImage(none).volumes, [], none);
  });

  for (const [stderr, remedy] of [
    ['there might not be enough IDs available in the namespace: newuidmap', /add-subuids/],
    ['exec: "/bin/sh": stat /bin/sh: no such file or directory', /--image IMAGE/],
    ['crun: cgroups in hybrid mode not supported', /runc/],
    ['anything else', /podman run/],
  ] as const)
    it(`says what helps against “${stderr}”`, () => assert.match(remedyFor(stderr, { name: 'podman' }), remedy));

  const options = {
    scratchRoot: '/nonexistent',
    platform: 'linux',
    identity: { uid: 1, gid: 1 },
    searchPath: '',
    engine: undefined,
    image: undefined,
  };
  for (const [what, change, problem] of [
    ['no image', {}, /No image/],
    ['an image that is an option', { image: '--privileged' }, /no name of an image/],
    ['Windows itself', { platform: 'win32', image: 'node' }, /inside a WSL 2 distribution/],
  ] as const)
    it(`does not run with ${what}`, async () => {
      const { signal } = new AbortController();
      const probe = await createContainerSandbox({ ...options, ...change }).probe(signal);
      assert.equal(probe.works, false);
      assert.match(probe.problem ?? '', problem);
      assert.notEqual(probe.remedy, '');
    });
});
