/**
 * Makes a Python runner a fork server: the process that has loaded the runner waits, and for each request a child goes on from
 * there as an ordinary run of the tests. The project's modules are imported in the children only. Needs pythonWriterSource
 * before it. Text: it runs inside the project's process.
 */
export const pythonWarmSource = String.raw`
import gc
import resource
import select
import shutil
import signal
import socket
import stat
import sys
import time

WARM = CONFIG["warm"]
_MAX_FILES = 20000
_MAX_KEPT = 48 * 1024 * 1024
_MAX_FILE = 4 * 1024 * 1024
_MAX_MEMORY = 1536 * 1024 * 1024


class NotWarm(Exception):
    pass


class Copy:
    """The files of the copy as they were before the first test, so that no run of tests finds what another one left."""

    def __init__(self):
        self.root = CONFIG["root"]
        self.skipped = set(WARM["skip"])
        self.known = self.look()
        self.content = {}
        size = 0
        for path, sign in self.known.items():
            if sign[0] == "file" and sign[2] <= _MAX_FILE and size + sign[2] <= _MAX_KEPT:
                with open(path, "rb") as file:
                    self.content[path] = file.read()
                size += sign[2]

    def look(self):
        found = {}
        folders = [self.root]
        while folders:
            for entry in os.scandir(folders.pop()):
                if entry.path in self.skipped or entry.name in ("node_modules", ".git"):
                    continue
                found[entry.path] = self.sign(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
            if len(found) > _MAX_FILES:
                raise NotWarm("the copy holds more than %d files" % _MAX_FILES)
        return found

    def sign(self, path):
        seen = os.lstat(path)
        if stat.S_ISDIR(seen.st_mode):
            return ("folder",)
        if stat.S_ISREG(seen.st_mode):
            return ("file", seen.st_ctime_ns, seen.st_size, seen.st_mode)
        return ("other", seen.st_ino, os.readlink(path) if stat.S_ISLNK(seen.st_mode) else "")

    def restore(self):
        now = self.look()
        # Folders after what is in them.
        for path in sorted(now, reverse=True):
            if path not in self.known or now[path][0] != self.known[path][0]:
                shutil.rmtree(path) if now[path][0] == "folder" else os.unlink(path)
                now[path] = None
        for path in sorted(self.known):
            sign = self.known[path]
            if now.get(path) == sign:
                continue
            if sign[0] == "folder":
                os.mkdir(path)
            elif path in self.content:
                self.write(path, self.content[path])
                os.chmod(path, stat.S_IMODE(sign[3]))
                self.known[path] = self.sign(path)
            else:
                raise NotWarm("the tests changed a file that cannot be put back: " + path)

    def write(self, path, data):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(data)


def processes():
    return {int(name) for name in os.listdir("/proc") if name.isdigit()}


class Temporary:
    """The sandbox's own folders for temporary files: what a run of tests left there is not for the next one."""

    def __init__(self):
        self.folders = [folder for folder in (os.environ.get("TMPDIR", ""), "/dev/shm") if WARM["alone"] and os.path.isdir(folder)]
        self.known = {folder: set(os.listdir(folder)) for folder in self.folders}

    def clear(self):
        for folder in self.folders:
            for name in set(os.listdir(folder)) - self.known[folder]:
                path = os.path.join(folder, name)
                if os.path.isdir(path) and not os.path.islink(path):
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    os.unlink(path)


def cpu_ms(pid):
    """Of a process and of those it has waited for (proc(5): utime, stime, cutime, cstime)."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15]) * 1000 / os.sysconf("SC_CLK_TCK")


def wait_for(pid, request):
    """How the child ended: (exit code or None, signal or None, passed limit or None, ms of processor time)."""
    until = time.monotonic() + request["wallMs"] / 1000
    handle = None
    try:
        handle = os.pidfd_open(pid)
    except (AttributeError, OSError):
        pass
    limit = None
    pause = 0.001
    try:
        while True:
            if handle is None:
                time.sleep(pause)
                pause = min(0.02, pause * 1.5)
            else:
                select.select([handle], [], [], 0.05)
            done, status, usage = os.wait4(pid, os.WNOHANG)
            if done:
                break
            if limit is None:
                limit = "wallMs" if time.monotonic() > until else "cpuMs" if cpu_ms(pid) > request["cpuMs"] else None
                if limit is not None:
                    kill_group(pid)
    finally:
        if handle is not None:
            os.close(handle)
    spent = (usage.ru_utime + usage.ru_stime) * 1000
    if os.WIFSIGNALED(status):
        return None, os.WTERMSIG(status), limit, spent
    return os.WEXITSTATUS(status), None, limit, spent


def kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def kill_others(known):
    """Whatever the tests started and left behind: in a sandbox of our own nothing else can be there."""
    if not WARM["alone"]:
        return
    for _ in range(20):
        others = processes() - known
        if not others:
            return
        for pid in others:
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        time.sleep(0.002)


def project_modules():
    """Modules of the project that are loaded: a child would not see what a candidate changed in them."""
    skipped = tuple(folder + os.sep for folder in WARM["skip"])
    root = CONFIG["root"].rstrip(os.sep) + os.sep
    found = []
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.startswith(root) and not file.startswith(skipped) and os.sep + "site-packages" + os.sep not in file:
            found.append(name)
    return found


def preload():
    """What most tests load anyway. Nothing of the project."""
    for name in ("difflib", "pprint", "unittest.mock", "traceback", "dataclasses", "datetime", "decimal", "enum", "tempfile", "textwrap", "typing"):
        __import__(name)
    # The frames of the runner are in every stack that a red test shows.
    import linecache

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("_pytest", "pluggy", "unittest"):
            linecache.getlines(getattr(module, "__file__", None) or "")


def connect():
    # The path may be longer than an address may be.
    folder = os.open(os.path.dirname(WARM["socket"]), os.O_RDONLY)
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        channel.connect("/proc/self/fd/%d/%s" % (folder, os.path.basename(WARM["socket"])))
    finally:
        os.close(folder)
    return channel


def silence(*numbers):
    null = os.open(os.devnull, os.O_RDWR)
    for number in numbers:
        os.dup2(null, number)
    os.close(null)


def serve(refusal=None, prepare=None):
    """Never returns in the process that serves; returns in each child, which is to run its tests. What every child would do alike, prepare does before."""
    channel = connect()
    lines = channel.makefile("r", encoding="utf-8", newline="\n")

    def say(fields):
        channel.sendall((_dumps(fields) + "\n").encode("utf-8"))

    try:
        if refusal is not None:
            raise NotWarm(refusal)
        loaded = project_modules()
        if loaded:
            raise NotWarm("modules of the project are loaded before its tests: " + ", ".join(sorted(loaded)[:3]))
        preload()
        copy = Copy()
        temporary = Temporary()
        known = processes() if WARM["alone"] else set()
    except NotWarm as error:
        say({"token": WARM["token"], "ready": False, "why": str(error)})
        os._exit(3)
    gc.collect()
    gc.freeze()
    silence(0, 1, 2)
    say({"token": WARM["token"], "ready": True})
    while True:
        line = lines.readline()
        if not line:
            os._exit(0)
        request = json.loads(line)
        try:
            copy.restore()
            if request.get("tidy"):
                say({"id": request["id"]})
                continue
            for path, text in request["files"]:
                copy.write(os.path.join(CONFIG["root"], path), text.encode("utf-8"))
        except (NotWarm, OSError) as error:
            say({"id": request["id"], "lost": str(error)})
            os._exit(3)
        if prepare is not None:
            prepare(request["only"])
        pid = os.fork()
        if pid == 0:
            # Not setsid: Linux gives processor time to sessions, and this one has the low priority of the run.
            os.setpgid(0, 0)
            lines.close()
            channel.close()
            resource.setrlimit(resource.RLIMIT_DATA, (_MAX_MEMORY, _MAX_MEMORY))
            CONFIG.update(report=request["report"], key=request["key"], files=request["only"], names=request["names"], testMs=request["testMs"])
            return
        code, by, limit, spent = wait_for(pid, request)
        kill_group(pid)
        kill_others(known)
        temporary.clear()
        say({"id": request["id"], "exitCode": code, "signal": by, "limit": limit, "cpuMs": spent})
`;
