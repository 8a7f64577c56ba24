"""Gives Python up to 3.11 back what python-novaclient 2.20.0 and its time expect of it.

Loaded by a `.pth` file of the virtual environment, before the client starts, so that the
client itself stays as it was released. It is not called `sitecustomize`, because Debian's
Python has a module of that name, which would be found first.
"""

import collections
import collections.abc
import inspect

# Moved to `collections.abc` in Python 3.3, gone from `collections` in 3.10.
for _name in collections.abc.__all__:
    if not hasattr(collections, _name):
        setattr(collections, _name, getattr(collections.abc, _name))

# Gone in Python 3.11. The client asks it which arguments its own methods take.
if not hasattr(inspect, "getargspec"):
    _ArgSpec = collections.namedtuple("ArgSpec", "args varargs keywords defaults")

    def _getargspec(function):
        spec = inspect.getfullargspec(function)
        return _ArgSpec(spec.args, spec.varargs, spec.varkw, spec.defaults)

    inspect.getargspec = _getargspec
