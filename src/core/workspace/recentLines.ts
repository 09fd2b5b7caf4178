/**
 * Lines of a copy's base that were changed lately, by path; first line is 1. The value says when: 0 is not committed yet, n within the last
 * n commits. Around a place where lines were taken away, its neighbours count.
 */
export type RecentLines = ReadonlyMap<string, ReadonlyMap<number, number>>;
