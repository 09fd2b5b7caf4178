// Writes files into an index until it is told to end or is killed: node contextWriter.ts FILE NAME COUNT
import { openSqliteContextIndex } from '../../src/adapters/context/sqliteContextIndex.ts';
import { createHashedEmbedder } from '../../src/core/context/hashedEmbedder.ts';
import { contextRow } from './contextRows.ts';

const [file = '', name = '', count = '0'] = process.argv.slice(2);
const embedder = createHashedEmbedder();
const notice = (sentence: string) => console.log(`notice: ${sentence}`);
const index = openSqliteContextIndex({ file, embedder, nowMs: () => 0, notice });
const { signal } = new AbortController();
for (let i = 0; i < Number(count); i++) {
  const rows = [];
  for (let j = 0; j < 5; j++)
    rows.push(await contextRow(`${name}/${j}.txt`, `${name} wrote round ${i} file${j}`, embedder));
  await index.put(rows, signal);
  console.log(`wrote ${i}`);
}
index.dispose();
