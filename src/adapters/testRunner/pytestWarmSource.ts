/**
 * The pytest plugin as a fork server. Where no conftest.py could hold code of the project, pytest gets as far as collecting
 * before it waits; else it waits as soon as the plugin is loaded. Needs pythonWriterSource, pythonWarmSource and
 * pytestPluginSource before it.
 */
export const pytestWarmSource = `
def has_conftest():
    for folder, folders, files in os.walk(CONFIG["root"]):
        if "conftest.py" in files:
            return True
        folders[:] = [name for name in folders if name not in ("node_modules", ".git") and os.path.join(folder, name) not in WARM["skip"]]
    return False


def load_plugins():
    """The installed plugins, which pytest would load in each child."""
    from importlib import metadata

    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        return
    for distribution in metadata.distributions():
        for entry in distribution.entry_points:
            if entry.group == "pytest11":
                try:
                    __import__(entry.value.partition(":")[0].strip())
                except Exception:
                    # pytest will say so itself.
                    pass


def rewriter(config):
    """Test files with their assertions rewritten, made once for all children: that takes longer than most tests."""
    try:
        from _pytest.assertion import rewrite

        original = rewrite._rewrite_test
    except (ImportError, AttributeError):
        return None
    kept = {}

    def sign(file):
        seen = os.stat(file)
        return (str(file), seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size)

    def rewritten(file, *rest):
        return kept.get(sign(file)) or original(file, *rest)

    def prepare(files):
        import pathlib

        for name in files:
            file = pathlib.Path(CONFIG["root"], name)
            try:
                key = sign(file)
                if key not in kept:
                    kept[key] = original(file, config)
                    gc.freeze()
            except Exception:
                # The child will say so itself.
                pass

    rewrite._rewrite_test = rewritten
    return prepare


_LATE = not has_conftest()
_EarlyReporter = Reporter


class Reporter(_EarlyReporter):
    def __init__(self, config):
        self.config = config
        self.segment = None
        self.open = {}
        self.stopped = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session):
        self.config.option.tbstyle = "native"
        if _LATE:
            # pytest-xdist has started its own processes by now, which children cannot share.
            serve(
                "its tests run in processes of pytest-xdist" if getattr(self.config.option, "numprocesses", None) else None,
                None if getattr(self.config.option, "assertmode", "rewrite") == "plain" else rewriter(self.config),
            )
            if CONFIG["files"]:
                session.config.args = [os.path.join(CONFIG["root"], file) for file in CONFIG["files"]]
        self.segment = Segment()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        _EarlyReporter.pytest_sessionfinish(self, session)
        # What follows only prints, and a thread that a test left behind would hold it up.
        os._exit(int(exitstatus))


silence(1)
if not _LATE:
    load_plugins()
    serve()
`;
