const byEnding: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  md: 'markdown',
  mdx: 'markdown',
  markdown: 'markdown',
  yml: 'yaml',
  yaml: 'yaml',
  rs: 'rust',
  rb: 'ruby',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  h: 'c',
  kt: 'kotlin',
  cs: 'csharp',
  sh: 'shell',
};

/** The language of a file by the end of its name; the ending itself where it has no other name, `text` where there is none. */
export function languageOfPath(path: string): string {
  const ending = /\.([A-Za-z0-9]{1,12})$/.exec(path)?.[1]?.toLowerCase();
  if (ending === undefined) return 'text';
  return Object.hasOwn(byEnding, ending) ? (byEnding[ending] ?? ending) : ending;
}
