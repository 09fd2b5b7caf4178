import { t } from '../shared/texts.ts';
import { type Filter, noFilter } from './reviewModel.ts';

interface Props {
  readonly filter: Filter;
  readonly shown: number;
  readonly all: number;
  readonly onChange: (filter: Filter) => void;
}

/** Finds hunks by their path, their lines and their state. */
export function FilterBar({ filter, shown, all, onChange }: Props) {
  const states: readonly (readonly [Filter['state'], string])[] = [
    ['all', t('All changes')],
    ['undecided', t('To decide')],
    ['accepted', t('Accepted')],
    ['rejected', t('Rejected')],
    ['applied', t('Applied')],
    ['attempt', t('New attempts')],
  ];
  const isOn = filter.text !== '' || filter.state !== 'all';
  return (
    <search class="filter">
      <input
        id="filter"
        type="search"
        placeholder={t('Filter by file or text')}
        aria-label={t('Filter by file or text')}
        value={filter.text}
        onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onChange(noFilter);
        }}
      />
      <select
        aria-label={t('State')}
        value={filter.state}
        onChange={(event) => onChange({ ...filter, state: event.currentTarget.value as Filter['state'] })}
      >
        {states.map(([state, word]) => (
          <option key={state} value={state}>
            {word}
          </option>
        ))}
      </select>
      <span class="quiet" role="status">
        {isOn ? t('{0} of {1} changes', shown, all) : ''}
      </span>
    </search>
  );
}
