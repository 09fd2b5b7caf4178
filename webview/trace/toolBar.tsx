import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { wordOfKind } from './kindIcon.tsx';
import type { Search } from './search.tsx';
import { noFilter, type TraceFilter, type TraceTable } from './traceModel.ts';
import type { TraceOnScreen } from './useTrace.ts';

interface Props {
  readonly table: TraceTable;
  readonly filter: TraceFilter;
  readonly onFilter: (filter: TraceFilter) => void;
  readonly search: Search;
  readonly trace: TraceOnScreen;
}

/** Search, filters, and what can be done with the whole trace. */
export function ToolBar({ table, filter, onFilter, search, trace }: Props) {
  return (
    <div class="tool-bar" role="toolbar" aria-label={t('Search, filter, copy')}>
      <SearchField search={search} />
      <Filters table={table} filter={filter} onFilter={onFilter} />
      <span class="tool-actions">
        <button type="button" class="plain" onClick={() => trace.copy('json', undefined)}>
          {t('Copy as JSON')}
        </button>
        <button type="button" class="plain" onClick={() => trace.copy('otlp', undefined)}>
          {t('Copy as OTLP')}
        </button>
        <button type="button" class="plain" onClick={trace.compareWith}>
          {t('Compare With…')}
        </button>
      </span>
    </div>
  );
}

function SearchField({ search }: { readonly search: Search }) {
  return (
    <search class="search">
      <input
        type="search"
        value={search.words}
        placeholder={t('Search prompts, replies, output…')}
        aria-label={t('Search everything')}
        maxLength={200}
        onInput={(event) => search.setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') search.clear();
          if (event.key === 'Enter') {
            event.preventDefault();
            search.run();
          }
        }}
      />
      {search.found && (
        <button type="button" class="plain" aria-label={t('Close the search')} onClick={search.clear}>
          <Icon name="cross" />
        </button>
      )}
    </search>
  );
}

function Filters({ table, filter, onFilter }: Pick<Props, 'table' | 'filter' | 'onFilter'>) {
  const { kinds, columns } = table;
  const change = (changed: Partial<TraceFilter>) => {
    const next = { ...filter, ...changed };
    const none = next.kind === undefined && next.agent === undefined && !next.errorsOnly;
    onFilter(none ? noFilter : next);
  };
  const numberOf = (value: string) => (value === '' ? undefined : Number(value));
  return (
    <>
      <select
        aria-label={t('Kind')}
        value={filter.kind ?? ''}
        onChange={(event) => change({ kind: numberOf(event.currentTarget.value) })}
      >
        <option value="">{t('All kinds')}</option>
        {kinds.map((kind, index) => (
          <option key={kind} value={index}>
            {wordOfKind(kind)}
          </option>
        ))}
      </select>
      {columns.agents.length > 0 && (
        <select
          aria-label={t('Agent')}
          value={filter.agent ?? ''}
          onChange={(event) => change({ agent: numberOf(event.currentTarget.value) })}
        >
          <option value="">{t('All agents')}</option>
          {columns.agents.map((agent, index) => (
            <option key={agent} value={index}>
              {agent}
            </option>
          ))}
        </select>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={filter.errorsOnly}
          onChange={(event) => change({ errorsOnly: event.currentTarget.checked })}
        />
        {t('Errors only')}
      </label>
    </>
  );
}
