/**
 * The process that stays for `node:test`. Tests run in a worker thread, which serves many requests as long as each leaves it
 * as it was; what never ends is ended with its thread, and the next one is ready. Text: it runs inside the sandbox.
 */
export const nodeWarmServerSource = String.raw`'use strict';
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const config = __CONFIG__;
const { warm } = config;

const limits = { files: 20000, kept: 48 * 1024 * 1024, file: 4 * 1024 * 1024 };
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = fs.constants;

/** The files of the copy as they were before the first test, so that no run of tests finds what another one left. */
class Copy {
  constructor() {
    this.skipped = new Set(warm.skip);
    this.known = this.look();
    this.content = new Map();
    let size = 0;
    for (const [file, sign] of this.known) {
      const [kind, , bytes] = sign.split(':');
      if (kind !== 'file' || Number(bytes) > limits.file || size + Number(bytes) > limits.kept) continue;
      this.content.set(file, fs.readFileSync(file));
      size += Number(bytes);
    }
  }

  look() {
    const found = new Map();
    const folders = [config.root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (entry.name === 'node_modules' || entry.name === '.git' || this.skipped.has(file)) continue;
        found.set(file, this.sign(file));
        if (entry.isDirectory()) folders.push(file);
      }
      if (found.size > limits.files) throw new Error('the copy holds more than ' + limits.files + ' files');
    }
    return found;
  }

  sign(file) {
    const seen = fs.lstatSync(file, { bigint: true });
    if (seen.isDirectory()) return 'folder';
    if (seen.isFile()) return 'file:' + seen.ctimeNs + ':' + seen.size + ':' + seen.mode;
    return 'other:' + seen.ino + ':' + (seen.isSymbolicLink() ? fs.readlinkSync(file) : '');
  }

  restore() {
    const kindOf = (sign) => (sign === undefined ? undefined : sign.split(':')[0]);
    const now = this.look();
    for (const [file, sign] of now) {
      if (kindOf(this.known.get(file)) === kindOf(sign)) continue;
      fs.rmSync(file, { recursive: true, force: true });
      now.set(file, undefined);
    }
    // A folder comes before what is in it: it was found first.
    for (const [file, sign] of this.known) {
      if (now.get(file) === sign) continue;
      if (sign === 'folder') fs.mkdirSync(file);
      else if (this.content.has(file)) {
        this.write(file, this.content.get(file));
        fs.chmodSync(file, Number(BigInt(sign.split(':')[3]) & 0o7777n));
        this.known.set(file, this.sign(file));
      } else throw new Error('the tests changed a file that cannot be put back: ' + file);
    }
  }

  write(file, data) {
    const handle = fs.openSync(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644);
    try {
      fs.writeFileSync(handle, data);
    } finally {
      fs.closeSync(handle);
    }
  }
}

/** The sandbox's own folders for temporary files: what a run of tests left there is not for the next one. */
class Temporary {
  constructor() {
    const folders = warm.alone ? [process.env.TMPDIR, '/dev/shm'] : [];
    this.known = new Map(folders.filter((folder) => folder && fs.existsSync(folder)).map((folder) => [folder, new Set(fs.readdirSync(folder))]));
  }

  clear() {
    for (const [folder, known] of this.known) {
      for (const name of fs.readdirSync(folder)) if (!known.has(name)) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

function processes() {
  return fs.readdirSync('/proc').map(Number).filter((pid) => pid > 0);
}

function childrenOf(pid) {
  try {
    const tasks = fs.readdirSync('/proc/' + pid + '/task');
    const texts = tasks.map((task) => fs.readFileSync('/proc/' + pid + '/task/' + task + '/children', 'latin1'));
    return texts.join(' ').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whatever the tests started and left behind: all others in a sandbox of our own, else what descends from us. */
function othersThan(known) {
  if (warm.alone) return processes().filter((pid) => !known.has(pid));
  const found = childrenOf(process.pid);
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
}

async function killOthers(known) {
  for (let round = 0; round < 20; round++) {
    const others = othersThan(known);
    if (others.length === 0) return;
    for (const pid of others) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has gone meanwhile.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A worker thread and what it says. */
function startThread() {
  const worker = new Worker(config.worker, {
    stdout: true,
    stderr: true,
    // A thread that runs out of memory ends alone.
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.unref();
  const thread = { worker, ended: undefined, take: () => undefined };
  worker.on('message', (message) => thread.take(message));
  worker.on('error', (error) => (thread.error = error));
  worker.on('exit', (code) => {
    thread.ended = code;
    thread.take(undefined);
  });
  return thread;
}

let current;
let spare;

/** Ends the thread; whoever comes next finds another one that has started already. */
async function replace(thread) {
  if (thread === current) current = undefined;
  await thread.worker.terminate();
}

/** Runs the tests of one request: {exitCode, limit, cpuMs}. */
async function runOnce({ report, key, only, names, wallMs, cpuMs, testMs }) {
  if (!current || current.ended !== undefined) {
    current = spare && spare.ended === undefined ? spare : startThread();
    spare = undefined;
  }
  const thread = current;
  const began = { ms: performance.now(), cpu: process.cpuUsage() };
  const spent = () => {
    const { user, system } = process.cpuUsage(began.cpu);
    return (user + system) / 1000;
  };
  let limit;
  const answer = await new Promise((resolve) => {
    thread.take = resolve;
    const watch = setInterval(() => {
      limit ??= performance.now() - began.ms > wallMs ? 'wallMs' : spent() > cpuMs ? 'cpuMs' : undefined;
      if (limit) resolve(undefined);
    }, 20);
    const settle = resolve;
    thread.take = (message) => {
      clearInterval(watch);
      settle(message);
    };
    thread.worker.postMessage({ report, key, files: only.map((file) => path.join(config.root, file)), names, testMs });
  });
  thread.take = () => undefined;
  const used = spent();
  if (!answer || !answer.clean) await replace(thread);
  const exitCode = answer ? answer.exitCode : thread.ended === undefined ? null : thread.ended;
  return { exitCode, limit: limit ?? null, cpuMs: used, fresh: !answer || !answer.clean, error: thread.error && String(thread.error.message).slice(0, 300) };
}

async function serve(socket) {
  const say = (fields) => socket.write(JSON.stringify(fields) + '\n');
  let copy;
  let temporary;
  try {
    copy = new Copy();
    temporary = new Temporary();
  } catch (error) {
    say({ token: warm.token, ready: false, why: String(error.message) });
    process.exit(3);
  }
  const known = new Set(warm.alone ? processes() : []);
  say({ token: warm.token, ready: true });
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const request = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      try {
        copy.restore();
        for (const [file, content] of request.files ?? []) copy.write(path.join(config.root, file), content);
      } catch (error) {
        say({ id: request.id, lost: String(error.message) });
        process.exit(3);
      }
      if (request.tidy) {
        say({ id: request.id });
        continue;
      }
      const reply = await runOnce(request);
      await killOthers(known);
      temporary.clear();
      say({ id: request.id, ...reply });
      // Made ready while nobody waits for it, once one was needed.
      if (reply.fresh && !spare) spare = startThread();
    }
  }
  process.exit(0);
}

// The path may be longer than an address may be.
const folder = fs.openSync(path.dirname(warm.socket), 'r');
const socket = net.connect('/proc/self/fd/' + folder + '/' + path.basename(warm.socket));
socket.setEncoding('utf8');
socket.on('error', () => process.exit(0));
socket.on('connect', () => {
  fs.closeSync(folder);
  serve(socket).catch(() => process.exit(3));
});
`;
