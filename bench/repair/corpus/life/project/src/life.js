function neighbours(board, row, column) {
  let count = 0;
  for (let down = -1; down <= 1; down += 1) {
    for (let across = -1; across <= 1; across += 1) {
      if (down === 0 && across === 0) continue;
      if (board[row + down]?.[column + across] === 1) count += 1;
    }
  }
  return count;
}

/** The next generation of Conway's game of life; outside the board everything is dead. */
export function step(board) {
  return board.map((line, row) =>
    line.map((cell, column) => {
      const count = neighbours(board, row, column);
      return count === 3 || (cell === 1 && count === 2) ? 1 : 0;
    }),
  );
}

/** The board after some generations. */
export function run(board, generations) {
  let current = board;
  for (let count = 0; count < generations; count += 1) {
    current = step(current);
  }
  return current;
}
