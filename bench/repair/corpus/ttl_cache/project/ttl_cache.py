"""Caches that forget: the least recently used first, and what is too old."""


class CacheInfo:
    def __init__(self):
        self.hits = 0
        self.misses = 0

    def ratio(self):
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0


class LruCache:
    def __init__(self, maxsize):
        if maxsize < 1:
            raise ValueError("maxsize must be at least 1")
        self.maxsize = maxsize
        self.info = CacheInfo()
        self._items = {}

    def __len__(self):
        return len(self._items)

    def __contains__(self, key):
        return key in self._items

    def keys(self):
        """From the least to the most recently used."""
        return list(self._items)

    def get(self, key, default=None):
        if key not in self._items:
            self.info.misses += 1
            return default
        self.info.hits += 1
        value = self._items.pop(key)
        self._items[key] = value
        return value

    def peek(self, key, default=None):
        """The value, without counting as a use."""
        return self._items.get(key, default)

    def put(self, key, value):
        if key in self._items:
            del self._items[key]
        elif len(self._items) >= self.maxsize:
            oldest = next(iter(self._items))
            del self._items[oldest]
        self._items[key] = value


class TtlCache:
    """Items expire `ttl` seconds after they were put; an item is expired once its time has come."""

    def __init__(self, maxsize, ttl, timer):
        self.maxsize = maxsize
        self.ttl = ttl
        self._timer = timer
        self._items = {}

    def _expired(self, key):
        _, expires = self._items[key]
        return expires <= self._timer()

    def __len__(self):
        self.expire()
        return len(self._items)

    def __contains__(self, key):
        return key in self._items and not self._expired(key)

    def get(self, key, default=None):
        if key not in self._items or self._expired(key):
            return default
        return self._items[key][0]

    def put(self, key, value):
        self.expire()
        self._items.pop(key, None)
        while len(self._items) >= self.maxsize:
            first = min(self._items, key=lambda each: self._items[each][1])
            del self._items[first]
        self._items[key] = (value, self._timer() + self.ttl)

    def expire(self):
        """Takes out what has expired; returns the pairs."""
        gone = [key for key in self._items if self._expired(key)]
        return [(key, self._items.pop(key)[0]) for key in gone]


def memoize(cache):
    """A decorator that keeps results, those that are None too."""
    missing = object()

    def decorate(function):
        def wrapper(*args, **kwargs):
            key = (args, tuple(sorted(kwargs.items())))
            found = cache.get(key, missing)
            if found is missing:
                found = function(*args, **kwargs)
                cache.put(key, found)
            return found

        return wrapper

    return decorate
