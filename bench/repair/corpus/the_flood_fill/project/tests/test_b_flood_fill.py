from b_flood_fill import flood_fill


def test_region_in_the_middle():
    image = [[1, 1, 1], [1, 1, 0], [1, 0, 1]]
    assert flood_fill(image, 1, 1, 2) == [[2, 2, 2], [2, 2, 0], [2, 0, 1]]


def test_single_pixel():
    assert flood_fill([[5]], 0, 0, 7) == [[7]]


def test_same_color_changes_nothing():
    assert flood_fill([[0, 0, 0], [0, 1, 1]], 1, 1, 1) == [[0, 0, 0], [0, 1, 1]]


def test_wide_image():
    assert flood_fill([[0, 0, 0, 0], [1, 1, 1, 0]], 0, 0, 3) == [[3, 3, 3, 3], [1, 1, 1, 3]]


def test_tall_image():
    assert flood_fill([[4], [4], [2], [4]], 1, 0, 9) == [[9], [9], [2], [4]]


def test_diagonal_pixels_are_not_neighbours():
    assert flood_fill([[1, 0], [0, 1]], 0, 0, 8) == [[8, 0], [0, 1]]


def test_works_in_place():
    image = [[1, 2], [1, 2]]
    assert flood_fill(image, 0, 1, 3) is image
    assert image == [[1, 3], [1, 3]]
