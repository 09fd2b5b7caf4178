/** An attack on Loopwright's own code by what it reads: files, names, reports, replies, messages. */
export interface HostAttack {
  readonly id: string;
  /** What the attacker does. */
  readonly attack: string;
  /** What the test holds the host to. */
  readonly outcome: string;
  /** Path of the test that makes it. */
  readonly test: string;
}

const files = 'test/contract/attacks/files.test.ts';
const git = 'test/contract/attacks/git.test.ts';
const reports = 'test/contract/attacks/reports.test.ts';
const manifests = 'test/contract/attacks/manifests.test.ts';
const models = 'test/contract/attacks/models.test.ts';
const views = 'test/contract/attacks/views.test.ts';
const network = 'test/contract/attacks/network.test.ts';
const gate = 'test/contract/attacks/gate.test.ts';

type Row = readonly [id: string, attack: string, outcome: string, test: string];

const rows: readonly Row[] = [
  [
    'H01',
    'an edit names ../, an absolute path, a drive, a UNC path, NUL, a trailing dot, a device',
    'the edit is refused',
    files,
  ],
  [
    'H02',
    '.git spelled in another case, as a short name, in wide letters, with invisible characters or a stream',
    'refused, and protected',
    files,
  ],
  [
    'H03',
    '.vscode, Makefile and their like spelled so that only some file systems take them for the same',
    'protected as those are',
    files,
  ],
  [
    'H04',
    'a command makes files whose names hold bidirectional overrides, escapes or line separators',
    'none is proposed; both forms of one letter stay apart',
    files,
  ],
  [
    'H05',
    'files are called like options, refs, patterns or shell text',
    'copied and collected byte for byte; nothing is run',
    files,
  ],
  ['H06', 'a folder of the copy flips to a link while the host reads in it', 'nothing outside is read', files],
  ['H07', 'a folder of the copy flips to a link while the host writes in it', 'nothing outside is written', files],
  ['H08', 'pyvenv.cfg of a cloned environment is a link to /dev/zero', 'read as empty, at once', files],
  ['H09', 'pyvenv.cfg is a pipe without an end', 'read as empty, at once', files],
  [
    'H10',
    'pyvenv.cfg names, through a link, a home folder that holds a Python',
    'the home folder is not shown to commands',
    files,
  ],
  [
    'H11',
    'context.yaml is a link that leads out, a pipe, a YAML bomb or huge',
    'context.badSettings with the reason',
    files,
  ],
  [
    'H12',
    'tests put a link in the place of their report',
    'no report; what it leads to is neither read nor removed',
    reports,
  ],
  ['H13', 'tests put a pipe in the place of their report', 'no report, at once', reports],
  [
    'H14',
    'tests put a file of a terabyte, or a folder, in the place of their report',
    'no report, and no memory for it',
    reports,
  ],
  ['H15', 'tests put a link in the place of the coverage folder', 'no coverage', reports],
  ['H16', 'tests print 120,000 characters that make patterns go back again and again', 'read in time', reports],
  [
    'H17',
    'a report whose names and keys are __proto__ and constructor',
    'names are names; no object gets new properties',
    reports,
  ],
  ['H18', 'reports nested 200,000 deep, or with attributes without number', 'not complete, in time', reports],
  [
    'H19',
    'a process that stays floods the host with answers that nobody asked for',
    'its connection ends; memory stays bounded',
    reports,
  ],
  [
    'H20',
    'a process that stays opens hundreds of connections',
    'eight at most; the one with the token is served',
    reports,
  ],
  ['H21', 'a process that stays sends a line without an end', 'its connection ends', reports],
  [
    'H22',
    'the repository configures fsmonitor, hooks, filters, drivers, includes, aliases and helpers',
    'a whole run obeys none of them',
    git,
  ],
  [
    'H23',
    'an index that makes git fetch a missing object from an ext:: address',
    'nothing is fetched or run, by older git neither',
    git,
  ],
  [
    'H24',
    'a bare repository in a folder of the workspace',
    'obeyed by no git of ours; a proposal that makes one is protected',
    git,
  ],
  ['H25', 'a git in the workspace or its node_modules, with the PATH leading there', 'the real git is run', git],
  ['H26', 'files of .git are pipes or links to devices', 'the copy is opened all the same, in time', git],
  [
    'H27',
    'a workflow uses an agent or a tool called constructor, toString or __proto__',
    'catalog.unknownAgent and its like',
    manifests,
  ],
  [
    'H28',
    'manifests declare agents, tools and inputs with such names',
    'refused or plain names; no object gets new properties',
    manifests,
  ],
  [
    'H29',
    'YAML of nested sequences, keys, tags, anchors, aliases, quotes, comments and documents without number',
    'refused in time, never thrown',
    manifests,
  ],
  ['H30', 'hundreds of hostile globs against long paths', 'answered in time', manifests],
  [
    'H31',
    'a search for a pattern that is refused, and for one that is slow',
    'refused with the reason, or within time, and others get their turn',
    manifests,
  ],
  ['H32', 'front matter of rules that is a bomb or nearly YAML', 'read in time, without aliases', manifests],
  ['H33', 'an event of a model that does not end', 'model.badReply before 64 MiB', models],
  [
    'H34',
    'a server whose Content-Length is too large or too small',
    'an error or the shorter text; no wait without end',
    models,
  ],
  ['H35', 'a server that gives one byte now and then', 'model.timeout', models],
  [
    'H36',
    'a reply that is an array of 190,000 numbers, or nested 150,000 deep',
    'a value or a fault, in time, never thrown',
    models,
  ],
  [
    'H37',
    'arguments of a tool with __proto__, of the wrong type, or nested 200,000 deep',
    'a result for the model; no object gets new properties',
    models,
  ],
  ['H38', 'a line of a model that comes byte by byte', 'read in time that grows with its length', models],
  ['H39', 'a header of a megabyte, and a thousand headers', 'an error with a code', models],
  [
    'H40',
    'a page sends messages of every wrong shape',
    'an answer with a code, or silence; no handler but those of the contract',
    views,
  ],
  ['H41', 'a page calls toString, __proto__ or constructor', 'rpc.unknownCall', views],
  [
    'H42',
    'a page sends inputs of the wrong type, without end, or with getters of the prototype',
    'refused with the code of the view',
    views,
  ],
  [
    'H43',
    'names of tests, files and outcomes with line breaks, carriage returns, colours, window titles and clipboard writes',
    'one line, every byte shown and none obeyed',
    views,
  ],
  [
    'H44',
    'reports of 130,000 red tests in as many files, and of errors without number',
    'compared in time, or refused',
    reports,
  ],
  [
    'H45',
    'a script of package.json that runs a script called constructor or __proto__',
    'its runner is not known',
    manifests,
  ],
  [
    'H46',
    '.loopwright, or the folder of its workflows, is a link that leads out',
    'no manifests are read there',
    manifests,
  ],
  [
    'H47',
    'a red test passes itself off as green and exchanges its report for a link, a pipe or a folder, in the sandbox',
    'no report and no passes, in time; nothing outside is read',
    reports,
  ],
  [
    'H48',
    'a run nests folders until no path leads to the last of them',
    'the folder is refused; the copy is made new and disposed of all the same',
    files,
  ],
  [
    'H49',
    'a command takes all rights to the folder of the copy away',
    'the host has them again once it has ended; the next command runs',
    'test/contract/attacks/copies.test.ts',
  ],
  [
    'H50',
    'a process that stays puts a link where a file for the next tests is about to be written',
    'the file takes its place; what it leads to stays as it was',
    'test/contract/attacks/copies.test.ts',
  ],
  [
    'N01',
    'a host is an address, in every spelling that some resolver reads',
    '403, and nothing is looked up or connected to',
    network,
  ],
  [
    'N02',
    'an allowed name leads to a private, loopback, link-local or metadata address, alone or among others',
    '403, and nothing is connected to',
    network,
  ],
  [
    'N03',
    'an allowed name leads elsewhere when it is looked up again',
    'looked up once; connected to the address that was checked',
    network,
  ],
  ['N04', 'an allowed host is asked for at another port, or at one that is spelled oddly', 'refused', network],
  [
    'N05',
    'userinfo, dots at the end, escapes, look-alike letters, wide dots in the name of a host',
    'refused, never repaired',
    network,
  ],
  [
    'N06',
    'a name that only ends like a wildcard, and wildcards that would stand for everybody',
    'refused; such a rule is an error',
    network,
  ],
  [
    'N07',
    'a second request is hidden in the body of the first, by lengths and encodings that contradict each other',
    'no server sees it',
    network,
  ],
  [
    'N08',
    'Host says another host than the address of the request or of the tunnel, twice or not at all',
    'refused',
    network,
  ],
  [
    'N09',
    'TLS in a tunnel asks for another server, for none, for two, or hides for which',
    'broken off before the server has a byte; refused',
    network,
  ],
  ['N10', 'a tunnel is used for another protocol, a further tunnel, or a request to elsewhere', 'broken off', network],
  ['N11', 'a request line, a header or thousands of headers without measure', '431', network],
  ['N12', 'a client sends byte by byte', 'its connection ends in time', network],
  [
    'N13',
    'a command opens connections and loads bytes without measure',
    'ended at the limits; the host goes on',
    network,
  ],
  [
    'N14',
    'hosts by the hundred, with control characters and forged entries, to fill or forge the log',
    'a bounded number of entries, in visible ASCII',
    network,
  ],
  [
    'N15',
    'a command in the sandbox goes round the relay: the gate itself, other sockets, the files beside it',
    'only what is listed is reached',
    network,
  ],
  [
    'N16',
    'one client asks for hundreds of things at once, or asks and goes away again and again',
    'bounded connections to servers; few names are looked up at once, each once',
    gate,
  ],
  ['N17', 'a ClientHello comes in thousands of records, byte by byte', 'broken off after some records', gate],
  [
    'N18',
    'how long a body is, or a second Host, stands behind thousands of headers',
    'read all the same: no server sees a hidden request',
    gate,
  ],
  [
    'E01',
    'a tool of an agent is given such paths',
    'files.unsafePath',
    'test/contract/workspace/hostCopyFiles.test.ts',
  ],
  [
    'E02',
    'a folder flips to a link while a run is collected',
    'nothing outside is read',
    'test/contract/workspace/collect.test.ts',
  ],
  [
    'E03',
    'a folder becomes a link between check and write',
    'refused; nothing outside is written',
    'test/contract/workspace/write.test.ts',
  ],
  [
    'E04',
    'AGENTS.md and rules that are links out of the workspace, binary or huge',
    'not read',
    'test/contract/rule/ruleFiles.test.ts',
  ],
  ['E05', 'prompts that are links', 'prompt.unreadable', 'test/unit/prompt/promptLibrary.test.ts'],
  ['E06', 'memories that are links', 'skipped, with the reason', 'test/contract/memory/memoryStore.test.ts'],
  ['E07', 'a run is called like a path', 'refused', 'test/contract/workspace/openCopy.test.ts'],
  ['E08', 'links called node_modules that lead to keys', 'not mounted', 'test/contract/workspace/dependencies.test.ts'],
  [
    'E09',
    'YAML alias bombs, deep nesting and huge files',
    'refused in time',
    'test/unit/workflow/parseWorkflow.test.ts',
  ],
  ['E10', 'expressions that would not end', 'expression.tooManySteps', 'test/unit/workflow/expression.test.ts'],
  [
    'E11',
    'test reports that claim passes, are cut, doubled or forged',
    'no evidence',
    'test/unit/evidence/lineReport.test.ts',
  ],
  ['E12', 'tests that cheat in every way', 'the run says so', 'test/scenario/torture/claims.test.ts'],
  ['E13', 'text of the project that is meant for a terminal', 'shown, not obeyed', 'test/scenario/hostileText.test.ts'],
  [
    'E14',
    'instructions to the model in files and outputs',
    'no way out of the sandbox or into the workspace',
    'test/scenario/torture/injection.test.ts',
  ],
  [
    'E15',
    'a redirect of a model server, also to another address',
    'model.badReply; the target gets nothing',
    'test/contract/model/modelNetwork.test.ts',
  ],
  [
    'E16',
    'edits of a model in every wrong form',
    'refused as a whole, or applied as meant',
    'test/unit/patch/parseEdits.test.ts',
  ],
  [
    'E17',
    'another account of the machine reads the arguments of a program that a model wrote',
    'they hold the path of a file, and nothing of the program',
    'test/scenario/runCode.test.ts',
  ],
  [
    'E18',
    'a tool of the workspace leaves files in the copy and fails',
    'they are gone when the next node looks',
    'test/scenario/declaredTools.test.ts',
  ],
];

export const hostAttacks: readonly HostAttack[] = rows.map(([id, attack, outcome, test]) => ({
  id,
  attack,
  outcome,
  test,
}));
