/** Reporter for vitest, of version 3 and later (`onTestRunEnd`) and of earlier ones (`onFinished`). Needs reportWriterSource before it. */
export const vitestReporterSource = `
const { pathToFileURL } = require('node:url');
const states = { passed: 'passed', failed: 'failed', pass: 'passed', fail: 'failed' };

function titlesOf(test) {
  const titles = [];
  for (let node = test; node && node.type !== 'module'; node = node.parent) titles.unshift(node.name);
  return titles;
}

class LoopwrightReporter {
  open() {
    this.segment = this.segment || openSegment();
    return this.segment;
  }

  onInit(vitest) {
    this.open();
    // The option for lines; on the command line only later versions know it.
    for (const { config: settings } of [vitest, ...(vitest.projects || [])]) {
      if (!settings || Object.isFrozen(settings)) continue;
      settings.includeTaskLocation = true;
      if (Array.isArray(settings.setupFiles) && !settings.setupFiles.includes(config.setup.to)) settings.setupFiles.push(config.setup.to);
    }
    this.writeSetup();
  }

  /** Where vitest is installed is known here only. */
  writeSetup() {
    const folder = path.join(path.dirname(real(process.argv[1])), 'dist');
    const modules = ['index.js', 'runners.js', 'suite.js'].map((file) => pathToFileURL(path.join(folder, file)).href);
    fs.writeFileSync(config.setup.to, fs.readFileSync(config.setup.from, 'utf8').replace('__MODULES__', () => stringify(modules)));
  }

  /** What went on without end leaves a clock behind, which reports to nobody once it has run out. */
  own(errors) {
    return this.endless ? errors.filter((error) => !String(error && error.message).startsWith('Test timed out in ')) : errors;
  }

  onTestRunEnd(modules, unhandled, reason) {
    const segment = this.open();
    for (const module of modules) {
      const file = place(module.moduleId);
      for (const test of module.children.allTests()) {
        const result = test.result();
        const state = states[result.state] || 'skipped';
        const diagnostic = test.diagnostic && test.diagnostic();
        segment.case({
          file,
          line: test.location ? test.location.line : undefined,
          path: titlesOf(test),
          state,
          ms: diagnostic ? diagnostic.duration : undefined,
          failure: state === 'failed' ? this.failureOf((result.errors || [])[0]) : undefined,
        });
      }
      const errors = module.errors ? module.errors() : [];
      const count = [...module.children.allTests()].length;
      if (errors.length > 0 && count === 0) segment.case({ file, path: [], state: 'failed', failure: failureOf(errors[0]) });
      else for (const error of errors) segment.error((file || '') + ': ' + failureOf(error).message);
      for (const suite of module.children.allSuites ? module.children.allSuites() : []) {
        for (const error of suite.errors ? suite.errors() : []) segment.error(titlesOf(suite).join(' ') + ': ' + failureOf(error).message);
      }
    }
    for (const error of this.own(unhandled)) segment.error(failureOf(error).message);
    if (reason !== 'interrupted') segment.end();
    this.ended = true;
  }

  onFinished(files = [], unhandled = []) {
    if (this.ended) return;
    const segment = this.open();
    for (const file of files) {
      const name = place(file.filepath);
      const error = file.result && (file.result.errors || [file.result.error])[0];
      if (error && file.tasks.length === 0) segment.case({ file: name, path: [], state: 'failed', failure: failureOf(error) });
      this.walk(file.tasks, [], name);
    }
    for (const error of this.own(unhandled)) segment.error(failureOf(error).message);
    segment.end();
  }

  failureOf(error) {
    const failure = failureOf(error);
    if (failure.message.startsWith('Endless: ')) this.endless = true;
    return failure;
  }

  walk(tasks, titles, file) {
    for (const task of tasks) {
      const at = [...titles, task.name];
      if (task.tasks) {
        this.walk(task.tasks, at, file);
        continue;
      }
      const result = task.result || {};
      const state = states[result.state] || 'skipped';
      this.segment.case({
        file,
        line: task.location ? task.location.line : undefined,
        path: at,
        state,
        ms: result.duration,
        failure: state === 'failed' ? this.failureOf((result.errors || [result.error])[0]) : undefined,
      });
    }
  }
}

module.exports = LoopwrightReporter;
`;
