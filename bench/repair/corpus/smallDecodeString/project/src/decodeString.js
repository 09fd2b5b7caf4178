/** Writes out repetitions: "2[ab3[c]]" stands for "abcccabccc". */
export function decodeString(text) {
  const stack = [];
  let current = '';
  let count = 0;
  for (const char of text) {
    if (char >= '0' && char <= '9') {
      count = count * 10 + Number(char);
    } else if (char === '[') {
      stack.push([current, count]);
      current = '';
      count = 0;
    } else if (char === ']') {
      const [before, times] = stack.pop();
      current = before + current.repeat(times);
    } else {
      current += char;
    }
  }
  return current;
}
