"""Conway's game of life on a board with edges; 1 is a living cell and 0 a dead one."""


def count_neighbours(board, row, col):
    count = 0
    for dr in (-1, 0, 1):
        for dc in (-1, 0, 1):
            if dr == 0 and dc == 0:
                continue
            r, c = row + dr, col + dc
            if 0 <= r < len(board) and 0 <= c < len(board[0]):
                count += board[r][c]
    return count


def step(board):
    """The next generation, as a new board."""
    result = [line[:] for line in board]
    for row in range(len(board)):
        for col in range(len(board[0])):
            neighbours = count_neighbours(board, row, col)
            if board[row][col] == 1 and neighbours not in (2, 3):
                result[row][col] = 0
            elif board[row][col] == 0 and neighbours == 3:
                result[row][col] = 1
    return result


def evolve(board, generations):
    for _ in range(generations):
        board = step(board)
    return board
