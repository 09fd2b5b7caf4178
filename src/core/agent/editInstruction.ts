import type { EditFormat } from '../model/modelProvider.ts';

const searchReplace = `Write the change as SEARCH/REPLACE blocks, one for each place, like this:

src/example.js
<<<<<<< SEARCH
  return items.length - 1;
=======
  return items.length;
>>>>>>> REPLACE

- The line before a block is the path of the file, as list_files gives it.
- SEARCH holds whole lines copied exactly from the file, without line numbers, enough of them to be unique in the file.
- Keep the blocks small: the changed lines and what makes them unique.`;

const unifiedDiff = `Write the change as a unified diff in one fenced block, like this:

\`\`\`diff
--- a/src/example.js
+++ b/src/example.js
@@ -3,3 +3,3 @@
 function count(items) {
-  return items.length - 1;
+  return items.length;
 }
\`\`\`

- Context and removed lines are copied exactly from the file, without the line numbers that read_file shows.`;

const wholeFile = `Write each changed file whole, its path on the line before a fenced block, like this:

src/example.js
\`\`\`
function count(items) {
  return items.length;
}
\`\`\`

- Write every line of the file. Never leave lines out or stand in for them with a comment.`;

const instructions: Readonly<Record<EditFormat, string>> = {
  'search-replace': searchReplace,
  'unified-diff': unifiedDiff,
  'whole-file': wholeFile,
};

/** How a model is told to write an edit in this format. */
export function editInstruction(format: EditFormat): string {
  return instructions[format];
}
