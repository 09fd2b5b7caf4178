from b_game_of_life import count_neighbours, evolve, step


def test_count_neighbours():
    board = [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert count_neighbours(board, 1, 1) == 3
    assert count_neighbours(board, 0, 0) == 2
    assert count_neighbours(board, 2, 0) == 1


def test_block_is_stable():
    board = [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert step(board) == board


def test_blinker():
    assert step([[0, 1, 0], [0, 1, 0], [0, 1, 0]]) == [[0, 0, 0], [1, 1, 1], [0, 0, 0]]


def test_lonely_cell_dies():
    assert step([[0, 0], [1, 0]]) == [[0, 0], [0, 0]]


def test_crowded_cells_die():
    assert step([[1, 1, 1], [1, 1, 1]]) == [[1, 0, 1], [1, 0, 1]]


def test_glider():
    board = [[0, 1, 0, 0], [0, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]
    assert evolve(board, 4) == [[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 1, 1]]
    assert evolve(board, 0) == board
