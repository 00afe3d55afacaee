"""The registry keys, against a registry that lives in a dictionary and refuses what Windows refuses."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from addin.excel import registration

USER = "HKEY_CURRENT_USER"
COMMAND = r"C:\Python\pythonw.exe -I C:\server.py"


class Registry:
    """As much of `winreg` as is used: two views, keys by path in any case, texts without a name."""

    HKEY_CURRENT_USER = USER
    KEY_READ, KEY_WRITE, KEY_WOW64_64KEY, KEY_WOW64_32KEY, REG_SZ = 1, 2, 0x100, 0x200, 1

    def __init__(self):
        self.views = {self.KEY_WOW64_64KEY: {}, self.KEY_WOW64_32KEY: {}}

    def _view(self, access):
        return self.views[self.KEY_WOW64_32KEY if access & self.KEY_WOW64_32KEY else self.KEY_WOW64_64KEY]

    def CreateKeyEx(self, root, path, reserved, access):  # noqa: N802
        assert root == USER
        parts = path.split("\\")
        for end in range(1, len(parts) + 1):
            self._view(access).setdefault("\\".join(parts[:end]), None)
        return Key(self._view(access), path)

    def OpenKey(self, root, path, reserved=0, access=1):  # noqa: N802
        assert root == USER
        if path not in self._view(access):
            raise FileNotFoundError(path)
        return Key(self._view(access), path)

    def SetValueEx(self, key, name, reserved, kind, text):  # noqa: N802
        assert (name, kind) == ("", self.REG_SZ)
        key.view[key.path] = text

    def QueryValueEx(self, key, name):  # noqa: N802
        return key.view[key.path], self.REG_SZ

    def QueryInfoKey(self, key):  # noqa: N802
        return len(key.below()), 1, 0

    def EnumKey(self, key, at):  # noqa: N802
        return key.below()[at]

    def DeleteKeyEx(self, root, path, access, reserved):  # noqa: N802
        view = self._view(access)
        if Key(view, path).below():
            raise PermissionError(path)
        del view[path]


class Key(SimpleNamespace):
    """An open key."""

    def __init__(self, view, path):
        super().__init__(view=view, path=path)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def below(self):
        start = self.path + "\\"
        return [
            path.removeprefix(start) for path in self.view if path.startswith(start) and "\\" not in path[len(start) :]
        ]


@pytest.fixture
def registry(monkeypatch):
    fake = Registry()
    fake.CreateKeyEx(USER, r"Software\Classes\CLSID\{OF-ANOTHER}", 0, fake.KEY_WRITE)
    fake.CreateKeyEx(USER, r"Software\Classes\CLSID", 0, fake.KEY_WRITE | fake.KEY_WOW64_32KEY)
    monkeypatch.setitem(sys.modules, "winreg", fake)
    return fake


def test_both_views_get_every_key(registry):
    registration.register(COMMAND)
    for view in registry.views.values():
        texts = {path: text for path, text in view.items() if text is not None}
        class_key = rf"Software\Classes\CLSID\{registration.CLASS_ID}"
        assert texts[rf"{class_key}\LocalServer32"] == COMMAND
        assert texts[rf"{class_key}\ProgID"] == "Tenure.Server"
        assert texts[r"Software\Classes\Tenure.Server\CLSID"] == registration.CLASS_ID


def test_the_command_starts_the_server(registry):
    packages = Path(registration.__file__).parents[2]
    server = packages / "addin" / "excel" / "server.py"
    assert server.exists()
    command = registration.command(Path("python.exe"), packages)
    assert command == f"python.exe -I -S -X utf8 {server}"
    registration.register(command)
    assert registration.registered() == command


def test_registered_again_it_is_written_over(registry):
    registration.register(COMMAND)
    before = {view: dict(keys) for view, keys in registry.views.items()}
    registration.register(COMMAND)
    assert registry.views == before


def test_removed_nothing_of_ours_is_left_and_nothing_of_others_is_touched(registry):
    before = {view: dict(keys) for view, keys in registry.views.items()}
    registration.register(COMMAND)
    for view in registry.views:  # what Windows' own tools may add
        path = rf"Software\Classes\CLSID\{registration.CLASS_ID}\Implemented Categories\{{CATEGORY}}"
        registry.CreateKeyEx(USER, path, 0, registry.KEY_WRITE | view)
    registration.remove()
    assert registry.views == before
    assert registration.registered() is None


def test_removing_what_is_not_there_is_no_error(registry):
    before = {view: dict(keys) for view, keys in registry.views.items()}
    registration.remove()
    assert registry.views == before


def test_a_console_is_avoided_and_folders_with_spaces_are_quoted(tmp_path):
    interpreter = tmp_path / "Łukasz Nowak" / "python.exe"
    interpreter.parent.mkdir()
    interpreter.touch()
    plain = registration.command(interpreter, tmp_path / "site packages")
    assert plain.startswith(f'"{interpreter}" -I')
    assert plain.endswith(f'"{tmp_path / "site packages" / "addin" / "excel" / "server.py"}"')
    interpreter.with_name("pythonw.exe").touch()
    assert registration.command(interpreter, tmp_path).startswith(f'"{interpreter.with_name("pythonw.exe")}" -I')
