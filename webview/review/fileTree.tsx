import type { ReviewFileView } from '../../src/protocol/runView.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';

interface Props {
  readonly files: readonly ReviewFileView[];
  readonly currentPath: string | undefined;
  readonly onPick: (path: string) => void;
}

/** Files by folder, each with how many of its hunks are decided. */
export function FileTree({ files, currentPath, onPick }: Props) {
  const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
  return (
    <nav class="files" aria-label={t('Files')}>
      {[...folders].map(([folder, inFolder]) => (
        <div key={folder} class="folder">
          {folder !== '' && <div class="folder-name quiet">{folder.slice(0, -1)}</div>}
          <ul>
            {inFolder.map((file) => (
              <li key={file.path}>
                <button
                  type="button"
                  class="plain file"
                  aria-current={file.path === currentPath}
                  title={file.risk === undefined ? file.path : `${file.path}: ${file.risk}`}
                  onClick={() => onPick(file.path)}
                >
                  <FileState file={file} />
                  <span class="file-name">{file.path.slice(folder.length)}</span>
                  <span class="count quiet">{countOf(file)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function countOf(file: ReviewFileView): string {
  return `${file.hunks.filter(({ decision, applied }) => applied || decision !== 'undecided').length}/${file.hunks.length}`;
}

function FileState({ file }: { readonly file: ReviewFileView }) {
  const state = stateOf(file);
  return (
    <>
      <Icon name={state.icon} tone={state.tone} />
      <span class="unseen">{state.word}</span>
    </>
  );
}

function stateOf({ risk, hunks }: ReviewFileView): { icon: IconName; tone: string; word: string } {
  if (hunks.length > 0 && hunks.every(({ applied }) => applied))
    return { icon: 'check', tone: 'good', word: t('applied') };
  if (risk !== undefined) return { icon: 'warning', tone: 'warn', word: t('read first') };
  if (hunks.some(({ decision }) => decision === 'undecided'))
    return { icon: 'circle', tone: 'note', word: t('to decide') };
  const accepted = hunks.some(({ decision }) => decision === 'accepted');
  return accepted
    ? { icon: 'check', tone: 'good', word: t('accepted') }
    : { icon: 'cross', tone: 'quiet', word: t('rejected') };
}
