// Measures the extension host from inside, and tells what it saw over HTTP on the loopback address. It starts before the
// extension that is measured. PROBE_FILE names the file that says where it listens.
const { existsSync, renameSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const inspector = require('node:inspector');
const { registerHooks } = require('node:module');
const { fileURLToPath } = require('node:url');
const vscode = require('vscode');

/** Files of the measured extension in the order in which they were loaded, by import and by require. Only when it is asked for: it costs time. */
const loaded = [];
if (existsSync(`${process.env.PROBE_FILE}.loads`))
  registerHooks({
    load(url, context, next) {
      if (/\/loopwright\.loopwright-[^/]*\//.test(url)) loaded.push(fileURLToPath(url));
      return next(url, context);
    },
  });

/** Ticks of a timer of 1 ms: how late each was, on the clock, and what this thread had of a processor meanwhile. */
function watchLoop() {
  const blocks = [];
  let ticks = 0;
  let before = process.hrtime.bigint();
  let used = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.hrtime.bigint();
    const use = process.threadCpuUsage();
    const ms = Number(now - before) / 1e6;
    const cpuMs = (use.user + use.system - used.user - used.system) / 1e3;
    ticks += 1;
    if (ms > 5) blocks.push({ ms, cpuMs, atMs: Date.now() });
    before = now;
    used = use;
  }, 1);
  return () => {
    clearInterval(timer);
    return { ticks, blocks };
  };
}

let stopWatching;
let session;

function profile(method, params = {}) {
  return new Promise((resolve, reject) =>
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))),
  );
}

const answers = {
  '/loaded': () => loaded,
  '/activate': async ({ id }) => {
    await vscode.extensions.getExtension(id).activate();
    return loaded;
  },
  '/active': ({ id }) => vscode.extensions.getExtension(id)?.isActive ?? false,
  '/loop/start': () => {
    stopWatching = watchLoop();
    return null;
  },
  '/loop/stop': () => stopWatching(),
  '/memory': () => {
    globalThis.gc?.();
    return process.memoryUsage();
  },
  '/command': ({ name, args }) => {
    void vscode.commands.executeCommand(name, ...args);
    return null;
  },
  '/profile/start': async () => {
    session = new inspector.Session();
    session.connect();
    await profile('Profiler.enable');
    await profile('Profiler.setSamplingInterval', { interval: 1_000 });
    await profile('Profiler.start');
    return null;
  },
  '/profile/stop': async () => (await profile('Profiler.stop')).profile,
};

exports.activate = () => {
  const server = createServer(async (request, response) => {
    try {
      let body = '';
      for await (const chunk of request) body += chunk;
      const answer = await answers[request.url](JSON.parse(body || '{}'));
      response.end(JSON.stringify(answer ?? null));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error?.stack ?? error));
    }
  });
  server.listen(0, '127.0.0.1', () => {
    const file = process.env.PROBE_FILE;
    writeFileSync(`${file}.new`, JSON.stringify({ port: server.address().port, pid: process.pid }));
    renameSync(`${file}.new`, file);
  });
  return { dispose: () => server.close() };
};
