import { addFeature } from './commands/addFeature.ts';
import { answerQuestion, approveQuestion, refuseQuestion } from './commands/answerQuestion.ts';
import { keepAllFiles, keepChange, keepFile, undoChange, undoFile } from './commands/appliedChanges.ts';
import { applyEdited } from './commands/applyEdited.ts';
import { cancelRun } from './commands/cancelRun.ts';
import { checkMachine } from './commands/checkMachine.ts';
import { checkSandbox } from './commands/checkSandbox.ts';
import { cleanUp } from './commands/cleanUp.ts';
import { compareRuns } from './commands/compareRuns.ts';
import { connectModel } from './commands/connectModel.ts';
import {
  diffDefinition,
  ejectDefinition,
  openDefinition,
  runWorkflow,
  showDefinitionGraph,
} from './commands/definitions.ts';
import { discardRun } from './commands/discardRun.ts';
import { explainProblem } from './commands/explainProblem.ts';
import { clearRunFilter, filterRuns } from './commands/filterRuns.ts';
import { fixAllTests } from './commands/fixAllTests.ts';
import { fixFailingTest } from './commands/fixFailingTest.ts';
import { fixProblem } from './commands/fixProblem.ts';
import { fixTest } from './commands/fixTest.ts';
import { implementSelection } from './commands/implementSelection.ts';
import { openMemory } from './commands/openMemory.ts';
import { openSample } from './commands/openSample.ts';
import { openSettings } from './commands/openSettings.ts';
import { openWalkthrough } from './commands/openWalkthrough.ts';
import { pasteReply } from './commands/pasteReply.ts';
import { rebuildIndex } from './commands/rebuildIndex.ts';
import { resumeRun } from './commands/resumeRun.ts';
import { reviewProposal } from './commands/reviewProposal.ts';
import { openRunFolder, replayRun, restartRun, showRunLog } from './commands/runActions.ts';
import { runAgainFrom } from './commands/runAgainFrom.ts';
import { searchCode } from './commands/searchCode.ts';
import { setModelKey } from './commands/setModelKey.ts';
import { showGraph, showWorkflowGraph } from './commands/showGraph.ts';
import { showTerminal } from './commands/showTerminal.ts';
import { showTests } from './commands/showTests.ts';
import { showTools } from './commands/showTools.ts';
import { showTrace } from './commands/showTrace.ts';
import { undoAccepted } from './commands/undoAccepted.ts';
import { writeTests } from './commands/writeTests.ts';
import type { CommandHandler } from './shell.ts';

/** What every command does, by its name after `loopwright.`. Loaded when the first of them is run. */
export const commandHandlers: Readonly<Record<string, CommandHandler>> = {
  addFeature,
  answerQuestion,
  applyEdited,
  approveQuestion,
  cancelRun,
  checkMachine,
  checkSandbox,
  cleanUp,
  clearRunFilter,
  compareRuns,
  connectModel,
  diffDefinition,
  discardRun,
  ejectDefinition,
  explainProblem,
  filterRuns,
  fixAllTests,
  fixFailingTest,
  fixProblem,
  fixTest,
  implementSelection,
  keepAllFiles,
  keepChange,
  keepFile,
  openDashboard: async (shell) => shell.dashboard.open(),
  openDefinition,
  openMemory,
  showTools,
  openRunFolder,
  openSample,
  openSettings,
  openWalkthrough,
  pasteReply,
  rebuildIndex,
  refreshRuns: (shell) => shell.runs.refresh(),
  refuseQuestion,
  replayRun,
  restartRun,
  resumeRun,
  reviewProposal,
  runAgainFrom,
  searchCode,
  runWorkflow,
  setModelKey,
  showDefinitionGraph,
  showGraph,
  showOutput: async (shell) => shell.output.show(true),
  showRunLog,
  showTerminal,
  showTests,
  showTrace,
  showWorkflowGraph,
  undoAccepted,
  undoChange,
  undoFile,
  writeTests,
};
