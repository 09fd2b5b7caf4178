/** A line longer than this is no line of a model's stream. */
const maxLineLength = 8 * 1024 * 1024;

/**
 * The values of a stream of newline-delimited JSON. The last line may lack its line break. A line that is not JSON throws
 * SyntaxError; one that the stream's end has cut does so too, and `ReplyWatch.endedInEvent` tells the two apart.
 */
export async function* jsonLines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const piece = decoder.decode(bytes, { stream: true });
    rest += piece;
    // A line that comes in many pieces is not gone through again with each of them.
    if (!piece.includes('\n') && rest.length <= maxLineLength) continue;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineLength) throw new SyntaxError('a line without an end');
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line);
  }
  if (rest.trim() !== '') yield JSON.parse(rest);
}
