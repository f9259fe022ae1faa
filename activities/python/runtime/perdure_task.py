"""What a Python script that runs as a Perdure task can say to its worker.

    import perdure_task as task

    data = task.input()
    for epoch in range(10):
        task.metrics({"loss": 0.1}, step=epoch)
    task.output({"model": task.keep_file("model.onnx")})

Standard library only, Python 3.9 or newer. Without a worker (`python train.py` by hand) the input is
the JSON file named by PERDURE_INPUT, or {}, and everything that is said goes to stderr.
"""

from __future__ import annotations

import atexit
import json
import logging
import math
import os
import signal
import sys
import threading
import traceback

__all__ = [
    "Cancelled",
    "artifact",
    "attempt",
    "fail",
    "heartbeat",
    "input",
    "keep_artifact",
    "keep_file",
    "load_checkpoint",
    "log",
    "metrics",
    "output",
    "params",
    "report",
    "run",
    "save_checkpoint",
    "scratch",
    "secret",
    "skip",
    "tags",
]


class Cancelled(BaseException):
    """Raised in the main thread when the worker asks the script to stop. Clean up, and let it pass."""


class TaskError(RuntimeError):
    """The worker could not do what was asked of it."""


# --- The channel: lines of JSON on descriptors of its own, so that stdout stays the script's. ---


class _Channel:
    """Messages to the worker, and its answers. Safe to use from several threads."""

    def __init__(self, out_fd, in_fd):
        self._out = os.fdopen(out_fd, "wb", buffering=0)
        self._in = os.fdopen(in_fd, "rb")
        self._lock = threading.Lock()

    def tell(self, kind, **message):
        with self._lock:
            self._write(kind, message)

    def ask(self, kind, **message):
        with self._lock:
            self._write(kind, message)
            line = self._in.readline()
        if not line:
            raise TaskError("The worker is gone.")
        answer = json.loads(line)
        if "error" in answer:
            raise TaskError(answer["error"])
        return answer.get("value")

    def _write(self, kind, message):
        data = json.dumps({"kind": kind, **message}, default=_plain, allow_nan=False) + "\n"
        view = memoryview(data.encode("utf-8"))
        while view:
            view = view[self._out.write(view):]


class _Terminal:
    """Instead of a worker, when the script is run by hand."""

    def tell(self, kind, **message):
        print(f"[{kind}] {json.dumps(message, default=_plain)}", file=sys.stderr)

    def ask(self, kind, **message):
        self.tell(kind, **message)
        return {"file": {"uri": "", "sha256": "", "size": 0}, "artifact": {"uri": "", "sha256": ""}}.get(kind)


def _plain(value):
    """What numpy's and other libraries' numbers and arrays are in JSON."""
    for name in ("item", "tolist"):
        convert = getattr(value, name, None)
        if callable(convert):
            try:
                return convert()
            except (TypeError, ValueError):
                continue
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


_channel = _Terminal()
_facts = {"attempt": 1, "scratch": os.getcwd(), "run": {}}

attempt = 1
"""The author's try, from 1."""
scratch = os.getcwd()
"""A folder of this try, empty at first and gone afterwards."""
run = {}
"""The dag run: dagId, runId, logicalDate and the rest of it."""


# --- What a script says. ---


def input():  # noqa: A001 - the name of the thing
    """The task's input, checked by its schema. Data sets and files in it have a `path` on this machine."""
    path = os.environ.get("PERDURE_INPUT")
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def output(value):
    """What the task returns. The last call counts; the worker checks it when the script has ended."""
    path = os.environ.get("PERDURE_OUTPUT")
    text = json.dumps(value, default=_plain, allow_nan=False)
    if path is None:
        print(text)
        return
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".part", path)


class _Log:
    """Lines of the task's log, with a level and with data beside the text."""

    def debug(self, message, **data):
        _channel.tell("log", level="debug", message=str(message), data=data)

    def info(self, message, **data):
        _channel.tell("log", level="info", message=str(message), data=data)

    def warning(self, message, **data):
        _channel.tell("log", level="warn", message=str(message), data=data)

    warn = warning

    def error(self, message, **data):
        _channel.tell("log", level="error", message=str(message), data=data)


log = _Log()


def heartbeat(detail=None):
    """Tells how far the script is. The worker keeps the task alive by itself."""
    _channel.tell("heartbeat", detail=detail)


def params(values):
    """Records what the model was made with."""
    _channel.tell("params", values=dict(values))


def metrics(values, step=0):
    """Records points of curves. Values that are no finite numbers are left out."""
    finite = {name: float(value) for name, value in dict(values).items() if math.isfinite(value)}
    _channel.tell("metrics", values=finite, step=int(step))


def tags(values):
    """Records tags."""
    _channel.tell("tags", values={name: str(value) for name, value in dict(values).items()})


def artifact(path, name=None):
    """Keeps a file with the task's run in tracking."""
    return _channel.ask("track", path=os.path.abspath(path), name=name or os.path.basename(path))


def keep_file(path):
    """Keeps a file in the object store. The result is a FileRef, to be part of the output."""
    return _channel.ask("file", path=os.path.abspath(path))


def keep_artifact(path, name=None):
    """Keeps a file as `ctx.artifacts` does. The result has its uri and sha256."""
    return _channel.ask("artifact", path=os.path.abspath(path), name=name or os.path.basename(path))


def save_checkpoint(value=None, files=None):
    """Keeps a value, and files by name, from which a later try goes on; on whichever machine."""
    paths = {name: os.path.abspath(path) for name, path in (files or {}).items()}
    _channel.ask("save_checkpoint", value=value, files=paths)


def load_checkpoint():
    """The newest checkpoint as (value, {name: path}), or None."""
    found = _channel.ask("load_checkpoint")
    return None if found is None else (found["value"], found["files"])


def secret(name):
    """A secret of the project; it is masked in the log."""
    return _channel.ask("secret", name=name)


def report(trial, step, value):
    """Reports an intermediate value of a tuning trial; ends the script when the study prunes it.

    `trial` is the handle of the trial, as it is in the input.
    """
    if _channel.ask("report", trial=trial, step=int(step), value=float(value)) == "stop":
        raise _Ended()


def skip(reason):
    """Ends the task as skipped."""
    _channel.tell("skip", reason=str(reason))
    raise _Ended()


def fail(reason, retry=True, after=None):
    """Ends the task as failed. `after`: the wait before the next try, such as "30s"."""
    _channel.tell("fail", reason=str(reason), retry=bool(retry), after=after)
    raise _Ended()


class _Ended(BaseException):
    """Unwinds the script after skip() and fail()."""


# --- How the worker starts a script. ---


class _LogHandler(logging.Handler):
    """Sends what the script and its libraries log to the task's log."""

    def emit(self, record):
        try:
            level = "error" if record.levelno >= logging.ERROR else "warn" if record.levelno >= logging.WARNING else "info"
            if record.levelno < logging.INFO:
                level = "debug"
            message = self.format(record)
            _channel.tell("log", level=level, message=message, data={"logger": record.name})
        except Exception:
            self.handleError(record)


def _guard(lifeline_fd):
    """A process that only waits for the worker's end, and then ends this whole group.

    It is asleep in a read, so no loop and no lock of the script can keep it from its work.
    """
    group = os.getpgrp()
    if os.fork() != 0:
        os.close(lifeline_fd)
        return
    try:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.closerange(0, lifeline_fd)
        while os.read(lifeline_fd, 4096):
            pass
    finally:
        os.killpg(group, signal.SIGKILL)


def _raise_cancelled(_signal, _frame):
    raise Cancelled("The worker asked the script to stop.")


def _frames(error):
    """The last frames of the author's: those of the runner and of runpy say nothing."""
    own = os.path.abspath(__file__)
    frames = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<frozen") or os.path.abspath(frame.filename) == own:
            continue
        frames.append({"file": frame.filename, "line": frame.lineno, "name": frame.name, "text": frame.line or ""})
    return frames[-8:]


def _names(error):
    return [cls.__name__ for cls in type(error).__mro__ if cls not in (object, BaseException, Exception)]


def _tell_error(error):
    if isinstance(error, SyntaxError):
        where = {"file": error.filename or "", "line": error.lineno or 0, "name": "", "text": (error.text or "").rstrip()}
        frames = [where]
    else:
        frames = _frames(error)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    _channel.tell(
        "error",
        type=type(error).__name__,
        names=_names(error),
        message=str(error),
        frames=frames,
        trace=trace[-20_000:],
    )


def _run():
    """Runs the script or module of the order on stdin's place; called by the worker alone."""
    global _channel, attempt, scratch, run
    order = json.loads(os.environ.pop("PERDURE_ORDER"))
    if hasattr(os, "fork"):
        _guard(order["lifeline"])
    signal.signal(signal.SIGTERM, _raise_cancelled)
    _channel = _Channel(order["out"], order["in"])
    attempt, scratch, run = order["attempt"], order["scratch"], order["run"]
    root = logging.getLogger()
    root.addHandler(_LogHandler())
    root.setLevel(logging.INFO)
    code = 0
    try:
        _channel.tell("started", python=sys.version.split()[0], pid=os.getpid())
        _execute(order)
    except (_Ended, Cancelled):
        pass
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    except BaseException as error:  # noqa: B902 - whatever it is, the worker hears of it
        _tell_error(error)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    _channel.tell("ended", code=code)
    # What libraries left for the end is done; threads that still run must not keep the task alive.
    atexit._run_exitfuncs()
    os._exit(code)


def _execute(order):
    import runpy

    sys.argv = [order.get("script") or order["module"]]
    if order.get("folder"):
        sys.path.insert(0, order["folder"])
    if order.get("script"):
        sys.path[0:0] = [] if order.get("folder") else [os.path.dirname(order["script"])]
        runpy.run_path(order["script"], run_name="__main__")
    else:
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
