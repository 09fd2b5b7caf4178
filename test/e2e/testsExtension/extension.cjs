// Shows the tests of test/window.test.js the way a test runner's extension does: by names and lines of its own, with a result
// that says which of them is red.
const vscode = require('vscode');

exports.activate = (context) => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, 'test', 'window.test.js');
  const controller = vscode.tests.createTestController('otherTests', 'Other Tests');
  context.subscriptions.push(controller);
  const file = controller.createTestItem('file', 'window.test.js', uri);
  const tests = [
    ['w1', 'keeps the last full window', 4],
    ['w2', 'adds up', 12],
  ].map(([id, label, line]) => {
    const item = controller.createTestItem(id, label, uri);
    item.range = new vscode.Range(line, 0, line + 2, 0);
    file.children.add(item);
    return item;
  });
  controller.items.add(file);
  const runAll = (request) => {
    const run = controller.createTestRun(request);
    const [red, green] = tests;
    const message = vscode.TestMessage.diff('windows differ', '[[1,2],[2,3]]', '[[1,2]]');
    message.location = new vscode.Location(uri, new vscode.Position(5, 2));
    run.started(red);
    run.failed(red, message, 4);
    run.started(green);
    run.passed(green, 1);
    run.end();
  };
  controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, runAll, true);
};
